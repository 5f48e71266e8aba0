/// Goes through the records of a perf.data in the order of the file: learns what they say about the
/// recording and indexes those that say what happened.
struct PerfWalk: ~Copyable {
  var session: PerfSession
  var index: RecordIndex
  /// Records of types that nobody knows, by type.
  private(set) var unknown: [UInt32: Int] = [:]
  /// Whether samples have no time: then they keep the order of the file.
  private(set) var hasSamplesWithoutTime = false
  /// The CPU whose time goes back, if one does: somebody set the clock.
  private(set) var cpuSetBack: Int32?
  /// The last time of each CPU, where its clock can be set.
  private var times: [Int32: Int64] = [:]
  private lazy var clockCanBeSet = session.clock.canBeSet
  /// Whether records end before the data do.
  private(set) var isCutOff = false
  private let isBigEndian: Bool
  /// The latest time so far, which stands in where a record has none.
  private var lastTime: Int64 = 0

  /// Memory of the mapping that may be resident before it is given back.
  private static let residentBudget = 16 << 20
  /// Records of a CPU may be this much out of order, ns: an interrupt comes between taking the time and the room for it.
  private static let usualDisorder: Int64 = 100_000
  /// Nothing in a recording is later: differences of two times never overflow.
  static let latestTime: Int64 = 1 << 62 - 1

  init(_ session: PerfSession, index: consuming RecordIndex) {
    isBigEndian = session.isBigEndian
    self.session = session
    self.index = index
  }

  /// The index, when everything was walked.
  consuming func takeIndex() -> RecordIndex { index }

  /// Walks `range` of `file`, whose records get the number `source`.
  ///
  /// - Returns: what its compressed records expand to, to be walked next, nil when there are none.
  mutating func walk(
    _ file: borrowing MappedFile, _ range: Range<Int>, source: Int, damage: inout DamageLog
  ) throws(IngestError) -> MappedFile? {
    var place = range.lowerBound
    var forgotten = place
    var expansion = PerfExpansion(path: file.path)
    while place < range.upperBound {
      let left = range.upperBound - place
      guard left >= PerfLayout.header else {
        try cutOff("\(left) bytes are left over", place, &damage)
        break
      }
      let type: UInt32 = session.integer(file.buffer, place)
      let size = Int(session.integer(file.buffer, place + 6) as UInt16)
      guard size >= PerfLayout.header, size <= left else {
        let what =
          size < PerfLayout.header ? "a record of \(size) bytes" : "the last record is cut off"
        try cutOff("\(what), \(left) bytes are not read", place, &damage)
        break
      }
      let record = UnsafeRawBufferPointer(rebasing: file.buffer[place..<place + size])
      switch type {
      case PerfRecordType.sample: try noteSample(record, source, place)
      case PerfRecordType.compressed, PerfRecordType.compressed2:
        try expansion.add(record, isSecond: type == PerfRecordType.compressed2, at: place, session, &damage)
      default: try noteOther(type, record, source, place, &damage)
      }
      place += size
      // The only records with bytes behind them that their size does not count.
      if type == PerfRecordType.tracingData || type == PerfRecordType.auxTrace {
        place += try takeTail(of: type, record, file, place..<range.upperBound, &damage)
      }
      if place - forgotten > Self.residentBudget {
        file.forget(forgotten..<place)
        forgotten = place
      }
    }
    file.forget(range)
    return try expansion.finish()
  }

  private mutating func cutOff(_ what: String, _ place: Int, _ damage: inout DamageLog) throws(IngestError) {
    isCutOff = true
    try damage.add(what, offset: UInt64(place))
  }

  private mutating func noteSample(
    _ record: UnsafeRawBufferPointer, _ source: Int, _ place: Int
  ) throws(IngestError) {
    // A sample of no attribute is indexed as well, so that it is counted.
    let number = session.isUniform ? 0 : session.attribute(ofSample: record)
    let time = number < session.layouts.count ? session.layouts[number].time : -1
    var ts = lastTime + 1
    if time >= 0, time + 8 <= record.count {
      ts = Int64(min(session.integer(record, time) as UInt64, UInt64(Self.latestTime)))
    } else {
      hasSamplesWithoutTime = true
    }
    lastTime = max(lastTime, ts)
    if clockCanBeSet, number < session.layouts.count, session.layouts[number].cpu >= 0 {
      let cpu: Int32 = session.integer(record, session.layouts[number].cpu)
      if let last = times[cpu], ts < last - Self.usualDisorder, cpuSetBack == nil { cpuSetBack = cpu }
      times[cpu] = ts
    }
    try index.append(RecordIndex.Entry(ts: ts, source: source, offset: place))
  }

  private mutating func noteOther(
    _ type: UInt32, _ record: UnsafeRawBufferPointer, _ source: Int, _ place: Int, _ damage: inout DamageLog
  ) throws(IngestError) {
    switch type {
    case PerfRecordType.lost, PerfRecordType.lostSamples, PerfRecordType.switchCPUWide:
      let layout = session.layout(ofOther: record)
      var ts = lastTime
      if let fromEnd = layout?.timeFromEnd, fromEnd > 0, record.count >= PerfLayout.header + fromEnd {
        let time: UInt64 = session.integer(record, record.count - fromEnd)
        // Counts that perf writes at the end have no time of their own.
        if time > 0 { ts = Int64(min(time, UInt64(Self.latestTime))) }
      }
      try index.append(RecordIndex.Entry(ts: ts, source: source, offset: place))
    case PerfRecordType.comm: noteComm(record)
    case PerfRecordType.fork where record.count >= 24:
      let pid: Int32 = session.integer(record, 8)
      let tid: Int32 = session.integer(record, 16)
      let parent: Int32 = session.integer(record, 20)
      // Threads that were there before the recording are forked by themselves.
      session.tasks.note(tid, tgid: pid, parent: parent == tid ? nil : parent)
    case PerfRecordType.attribute: readAttribute(record)
    case PerfRecordType.eventUpdate where record.count > 24:
      guard session.integer(record, 8) as UInt64 == 3 else { return }
      session.name(
        session.integer(record, 16), ByteReader.text(RawSpan(_unsafeBytes: record).extracting(24...)))
    case PerfRecordType.feature where record.count >= 16:
      let bit = Int(truncatingIfNeeded: session.integer(record, 8) as UInt64)
      let bytes = RawSpan(_unsafeBytes: record).extracting(16...)
      if (try? session.features.read(bit, bytes, bigEndian: isBigEndian)) == nil {
        try damage.add("feature \(bit) cannot be read", offset: UInt64(place))
      }
    case 1...PerfRecordType.lastOfKernel, 64...PerfRecordType.lastOfPerf: break
    default: unknown[unknown.count < 100 ? type : .max, default: 0] += 1
    }
  }

  /// Notes a thread's name: {u32 pid, tid; comm}.
  private mutating func noteComm(_ record: UnsafeRawBufferPointer) {
    guard record.count > 16 else { return }
    let pid: Int32 = session.integer(record, 8)
    let tid: Int32 = session.integer(record, 12)
    let end = min(32, record.count)
    let comm = ByteReader.text(RawSpan(_unsafeBytes: record).extracting(16..<end))
    session.tasks.note(tid, comm: comm, tgid: pid)
  }

  /// An attribute, then its ids to the end of the record.
  private mutating func readAttribute(_ record: UnsafeRawBufferPointer) {
    var reader = ByteReader(RawSpan(_unsafeBytes: record), bigEndian: isBigEndian, at: 8)
    guard let attribute = try? PerfAttribute(&reader) else { return }
    var ids: [UInt64] = []
    while let id = try? reader.integer(UInt64.self) { ids.append(id) }
    session.add(attribute, ids: ids)
  }

  /// Reads or passes over the bytes behind a record.
  ///
  /// - Returns: how many there are.
  private mutating func takeTail(
    of type: UInt32, _ record: UnsafeRawBufferPointer, _ file: borrowing MappedFile, _ rest: Range<Int>,
    _ damage: inout DamageLog
  ) throws(IngestError) -> Int {
    guard record.count >= (type == PerfRecordType.auxTrace ? 16 : 12) else { return 0 }
    let size: UInt64 =
      type == PerfRecordType.auxTrace
      ? session.integer(record, 8) : UInt64(session.integer(record, 8) as UInt32)
    let count = Int(min(size, UInt64(rest.count)))
    if type == PerfRecordType.tracingData {
      let tail = file.bytes.extracting(rest.lowerBound..<rest.lowerBound + count)
      if let problem = session.readTracing(tail) {
        try damage.add(problem, offset: UInt64(rest.lowerBound))
      }
    }
    return count
  }
}
