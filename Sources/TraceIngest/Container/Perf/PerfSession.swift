/// What a perf.data says about its own records: from the head of a file, from records of a pipe.
struct PerfSession: Sendable {
  /// An attribute and the name it goes by.
  struct Attribute: Sendable {
    var attribute: PerfAttribute
    var name: String?
  }

  let isBigEndian: Bool
  private(set) var attributes: [Attribute] = []
  /// The layouts of `attributes`, apart: they are asked for once per record.
  private(set) var layouts: [PerfLayout] = []
  /// Index of the attribute by the id of a counter, of which each CPU has one.
  private var attributeOfID: [UInt64: Int] = [:]
  /// The same for ids from `firstID` on, -1 where there is none.
  ///
  /// The kernel counts ids, and a recording's are close together. Each sample is asked for its own twice.
  private var attributeFrom: [Int32] = []
  private var firstID: UInt64 = 0
  /// Whether all attributes give one layout, so that a record need not be asked for its id.
  private(set) var isUniform = true
  var features = PerfFeatures()
  /// Formats of the tracepoints.
  var tracing: TraceMetadata?
  /// The text of /proc/kallsyms, mostly empty.
  private(set) var kallsyms: [UInt8] = []
  /// The last known name, process and parent of threads.
  var tasks = RecordedTasks()

  /// A file of this size can hold no more counters than this; a damaged one must not pretend to.
  private static let maximumAttributes = 1 << 16
  /// Ids that `attributeFrom` has at most.
  private static let closeIDs: UInt64 = 1 << 16

  init(bigEndian: Bool) { isBigEndian = bigEndian }

  /// Adds an attribute with the ids of its counters.
  mutating func add(_ attribute: PerfAttribute, ids: [UInt64]) {
    guard attributes.count < Self.maximumAttributes else { return }
    let layout = PerfLayout(attribute)
    if let first = layouts.first, first != layout { isUniform = false }
    for id in ids { note(id, of: attributes.count) }
    attributes.append(Attribute(attribute: attribute))
    layouts.append(layout)
  }

  private mutating func note(_ id: UInt64, of attribute: Int) {
    attributeOfID[id] = attribute
    if attributeFrom.isEmpty { firstID = id }
    let place = id &- firstID
    guard place < Self.closeIDs else { return }
    while attributeFrom.count <= Int(place) { attributeFrom.append(-1) }
    attributeFrom[Int(place)] = Int32(attribute)
  }

  /// Names the attribute whose counter has that id.
  mutating func name(_ id: UInt64, _ name: String) {
    guard let index = attributeOfID[id] else { return }
    attributes[index].name = name
  }

  /// Takes the names of EVENT_DESC, which come in the order of the attributes where they have no ids.
  mutating func takeNames() {
    for (index, description) in features.descriptions.enumerated() {
      let known = description.ids.first.flatMap { attributeOfID[$0] } ?? index
      if known < attributes.count { attributes[known].name = description.name }
    }
  }

  /// Index of the attribute that the sample `record` is of: by its id, else the first.
  ///
  /// Records that perf makes up itself have id 0, and belong to the first attribute as well.
  @inline(__always)
  func attribute(ofSample record: UnsafeRawBufferPointer) -> Int {
    guard layouts.count > 1, layouts[0].id >= 0, layouts[0].id + 8 <= record.count else { return 0 }
    let id: UInt64 = integer(record, layouts[0].id)
    let place = id &- firstID
    if place < UInt64(attributeFrom.count) {
      let known = attributeFrom[Int(place)]
      if known >= 0 { return Int(known) }
    }
    return attributeOfID[id] ?? 0
  }

  /// The layout of the sample_id that ends `record`, which is no sample.
  func layout(ofOther record: UnsafeRawBufferPointer) -> PerfLayout? {
    guard let first = layouts.first else { return nil }
    guard !isUniform, first.idFromEnd > 0, record.count >= PerfLayout.header + first.idFromEnd
    else { return first }
    let id: UInt64 = integer(record, record.count - first.idFromEnd)
    return attributeOfID[id].map { layouts[$0] } ?? first
  }

  /// An integer of `record`; the caller has checked that it is inside.
  @inline(__always)
  func integer<T: FixedWidthInteger & BitwiseCopyable>(_ record: UnsafeRawBufferPointer, _ offset: Int) -> T {
    let raw = record.loadUnaligned(fromByteOffset: offset, as: T.self)
    return isBigEndian ? T(bigEndian: raw) : T(littleEndian: raw)
  }

  /// Reads what HEADER_TRACING_DATA holds: the body of a version 6 trace.dat, without its options.
  ///
  /// - Returns: what is wrong with it, nil when nothing is.
  mutating func readTracing(_ bytes: RawSpan) -> String? {
    var reader = ByteReader(bytes, bigEndian: false)
    guard reader.accept(TraceDatHead.magic), let version = try? reader.string(),
      let order = try? reader.integer(UInt8.self), let long = try? reader.integer(UInt8.self),
      (try? reader.take(4)) != nil
    else { return "the formats of its tracepoints have no head" }
    var body = ByteReader(bytes, bigEndian: order == 1, at: UInt64(reader.position))
    var parser = MetadataParser(bigEndian: order == 1, longSize: Int(long))
    // perf wrote no saved_cmdlines before version 0.6.
    let isOld = version.hasPrefix("0.") && (Int(version.dropFirst(2)) ?? 6) < 6
    defer { tracing = parser.metadata }
    do throws(OutOfBytes) {
      try parser.readAll(&body, hasCommands: !isOld)
    } catch {
      return "the formats of its tracepoints are cut off or damaged"
    }
    if let text = parser.metadata.kallsyms { kallsyms = bytes.extracting(text).withUnsafeBytes { Array($0) } }
    let unreadable = parser.metadata.unreadableFormats
    return unreadable > 0 ? "\(unreadable) event formats cannot be read" : nil
  }

  /// The clock of its times.
  ///
  /// Without use_clockid it is perf's own, local_clock(): sched_clock() of each CPU, which nothing in the
  /// recording shows to agree between CPUs.
  var clock: TraceClock {
    let id = attributes.lazy.compactMap(\.attribute.clockID).first
    guard let id else { return TraceClock(name: "perf") }
    // clockid_t of include/uapi/linux/time.h, by the names ftrace has for the same clocks.
    switch id {
    case 0: return TraceClock(name: "realtime")
    case 1: return TraceClock(name: "mono")
    case 4: return TraceClock(name: "mono_raw")
    case 7: return TraceClock(name: "boot")
    case 11: return TraceClock(name: "tai")
    default: return TraceClock(name: "perf")
    }
  }
}
