/// What there is in a perf.data: where its records are and what it says about them.
struct PerfContent {
  var sources: [PerfSource] = []
  var session: PerfSession
  var damage: DamageLog
  /// Whether records end before the data do.
  var isCutOff = false
  /// Records that perf itself made, of types beyond those known here: the kernel's hold no samples.
  var unknownRecords: Int { unknown.reduce(0) { $1.key < 64 ? $0 : $0 + $1.value } }
  private var container = "perf.data"
  private var unknown: [UInt32: Int] = [:]
  private var hasSamplesWithoutTime = false
  private var cpuSetBack: Int32?

  /// Goes through `file` and the further files of its directory, putting their records into `index`.
  static func read(
    _ file: consuming MappedFile, parts: [String], damage: DamageLog, into index: inout RecordIndex
  ) throws(IngestError) -> PerfContent {
    let head = try PerfHead(file.bytes, path: file.path)
    var content = PerfContent(session: PerfSession(bigEndian: head.isBigEndian), damage: damage)
    let path = file.path
    var range = Int(min(head.size, UInt64(file.count)))..<file.count
    if head.isPipe {
      content.container += " pipe"
    } else {
      try content.readAttributes(file.bytes, head)
      range = try content.dataRange(file, head)
      try content.readFeatures(file.bytes, head, at: range.upperBound)
      try SecondRecording.note(in: file.buffer, from: range.upperBound, isPerf: true, &content.damage)
    }
    var walk = PerfWalk(content.session, index: RecordIndex(path: path))
    try content.add(file, range, to: &walk)
    for part in parts {
      let file = try MappedFile(path: part)
      let range = 0..<file.count
      try content.add(file, range, to: &walk)
    }
    if !parts.isEmpty { content.container += " directory" }
    content.session = walk.session
    content.session.takeNames()
    content.isCutOff = content.isCutOff || walk.isCutOff
    content.unknown = walk.unknown
    content.hasSamplesWithoutTime = walk.hasSamplesWithoutTime
    content.cpuSetBack = walk.cpuSetBack
    index = walk.takeIndex()
    return content
  }

  /// Walks a file, then what its compressed records expand to.
  private mutating func add(
    _ file: consuming MappedFile, _ range: Range<Int>, to walk: inout PerfWalk
  ) throws(IngestError) {
    let expanded = try walk.walk(file, range, source: sources.count, damage: &damage)
    sources.append(PerfSource(file, range: range))
    guard let expanded else { return }
    if !container.hasSuffix(" zstd") { container += " zstd" }
    let whole = 0..<expanded.count
    // Compressed records do not nest.
    _ = try walk.walk(expanded, whole, source: sources.count, damage: &damage)
    sources.append(PerfSource(expanded, range: whole))
  }

  /// Entries of an attribute and the place of its ids, which is at the entry's end.
  private mutating func readAttributes(_ bytes: RawSpan, _ head: PerfHead) throws(IngestError) {
    let smallest = UInt64(PerfAttribute.smallestSize + 16)
    guard head.entrySize >= smallest, head.attributes.size >= head.entrySize else {
      return try damage.add("its header describes no events", hidesEvents: true)
    }
    let available = UInt64(bytes.byteCount) - min(head.attributes.offset, UInt64(bytes.byteCount))
    let count = min(head.attributes.size, available) / head.entrySize
    for number in 0..<count {
      let start = head.attributes.offset + number * head.entrySize
      do throws(OutOfBytes) {
        var reader = ByteReader(bytes, bigEndian: head.isBigEndian, at: start)
        let attribute = try PerfAttribute(&reader, size: head.entrySize - 16)
        let place: UInt64 = try reader.integer()
        let size: UInt64 = try reader.integer()
        var ids: [UInt64] = []
        reader = ByteReader(bytes, bigEndian: head.isBigEndian, at: place)
        for _ in 0..<min(size, UInt64(reader.remaining)) / 8 { ids.append(try reader.integer()) }
        session.add(attribute, ids: ids)
      } catch {
        try damage.add("attribute \(number) cannot be read", offset: start, hidesEvents: true)
      }
    }
  }

  /// Where records are: to the end of the file when perf was killed before it wrote how many.
  private mutating func dataRange(
    _ file: borrowing MappedFile, _ head: PerfHead
  ) throws(IngestError) -> Range<Int> {
    let count = UInt64(file.count)
    let start = min(head.data.offset, count)
    guard head.data.size > 0 else {
      if start < count {
        isCutOff = true
        try damage.add("perf was killed before it finished the file: its end is not known")
      }
      return Int(start)..<file.count
    }
    let size = min(head.data.size, count - start)
    if size < head.data.size {
      isCutOff = true
      try damage.add("\(head.data.size - size) of \(head.data.size) bytes of data are missing", offset: start)
    }
    return Int(start)..<Int(start + size)
  }

  /// The table of features follows the data: {u64 offset, size} for each bit that is set.
  private mutating func readFeatures(
    _ bytes: RawSpan, _ head: PerfHead, at place: Int
  ) throws(IngestError) {
    guard head.data.size > 0, !isCutOff else { return }
    var table = ByteReader(bytes, bigEndian: head.isBigEndian, at: UInt64(place))
    for bit in head.features {
      do throws(OutOfBytes) {
        let offset: UInt64 = try table.integer()
        let size: UInt64 = try table.integer()
        var reader = ByteReader(bytes, bigEndian: head.isBigEndian, at: offset)
        let feature = bytes.extracting(try reader.take(size))
        if bit == PerfFeatures.tracingData {
          if let problem = session.readTracing(feature) { try report(problem, offset) }
        } else {
          try session.features.read(bit, feature, bigEndian: head.isBigEndian)
        }
      } catch {
        try damage.add("feature \(bit) cannot be read", offset: UInt64(place))
      }
    }
    if let pending { try damage.add(pending) }
  }

  private var pending: String?

  private mutating func report(_ problem: String, _ offset: UInt64) throws(OutOfBytes) { pending = problem }

  /// What table `trace` says about it.
  var info: RecordingInfo {
    var info = RecordingInfo()
    info.container = container
    let features = session.features
    if let release = features.release {
      info.uname = "Linux \(features.hostname ?? "(none)") \(release) \(features.machine ?? "unknown")"
    }
    info.recorder = features.version.map { "perf \($0)" }
    info.command = features.command
    let clock = session.clock
    (info.clock, info.clockUnit, info.clockIsComparable) = (clock.name, clock.unit, clock.isComparable)
    if hasSamplesWithoutTime {
      (info.clock, info.clockUnit, info.clockIsComparable) = ("none", "order", false)
    }
    info.isOrdered = cpuSetBack == nil
    info.knowsCPU = knowsCPU
    info.cpus = features.cpus ?? 0
    info.buffers = [RecordingInfo.Buffer(name: "")]
    info.tasks = session.tasks
    info.damage = damage.summary
    info.notes = notes
    return info
  }

  /// Whether all samples say their CPU.
  private var knowsCPU: Bool { !session.layouts.contains { $0.cpu < 0 } }

  private var notes: [String] {
    var notes: [String] = []
    for (type, count) in unknown.sorted(by: { $0.key < $1.key }) {
      notes.append("\(count) records of type \(type) are not known to mmtrace and were passed over")
    }
    if let cpuSetBack {
      notes.append("the time of CPU \(cpuSetBack) goes back: the clock was set while perf recorded")
    }
    if hasSamplesWithoutTime { notes.append("samples without a time: they keep the order of the file") }
    if !knowsCPU {
      notes.append("samples do not say their CPU (recorded without --sample-cpu or -a)")
    }
    return notes
  }
}
