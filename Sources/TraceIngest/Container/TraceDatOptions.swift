/// What the options of a trace.dat say, whatever its version.
///
/// Numbers and contents: trace-cmd.dat.v7(5) and trace-cmd's include/private/trace-cmd-private.h.
struct TraceDatOptions: Sendable {
  /// A ring buffer's place as an option gives it.
  struct Buffer: Sendable {
    var name: String
    /// File offset of its data section (7) or of its table of CPUs (6).
    var section: UInt64
    /// Its clock, empty when the file says only one for all.
    var clock = ""
    /// Size of its sub-buffers, nil when it is that of the head.
    var pageSize: Int?
    /// Where the data of each CPU is; version 7 only, and only CPUs that have data.
    var cpus: [CPUData] = []
  }

  /// Where one CPU's data is in the file.
  struct CPUData: Sendable, Equatable {
    var cpu: Int32
    var offset: UInt64
    var size: UInt64
  }

  /// No kernel has more CPUs; a larger number is damage.
  static let cpuLimit = 1 << 14

  /// Sections of version 7 that options point to.
  enum Section: UInt16, CaseIterable, Sendable {
    case headers = 16
    case ftraceFormats = 17
    case eventFormats = 18
    case kallsyms = 19
    case printkFormats = 20
    case commands = 21
  }

  var buffers: [Buffer] = []
  /// Whether a buffer's content is the text of a latency tracer (7).
  var hasText = false
  var sections: [Section: UInt64] = [:]
  var uname: String?
  var recorder: String?
  var clock: String?
  var cpus: Int?
  var times = TimeConversion()
  /// Texts of per_cpu/cpuN/stats by buffer name and CPU.
  var statistics: [CPUStatistics] = []
  /// Options whose content could not be read.
  var unreadable: [UInt16] = []
  /// Buffer that the next CPUSTAT options are about.
  private var statisticsBuffer = ""

  /// Takes in one option; numbers nobody knows are passed over, since recorders may add their own.
  mutating func add(_ id: UInt16, _ content: RawSpan, version: Int, bigEndian: Bool) {
    do throws(OutOfBytes) {
      try parse(id, content, version: version, bigEndian: bigEndian)
    } catch {
      unreadable.append(id)
    }
  }

  private mutating func parse(
    _ id: UInt16, _ content: RawSpan, version: Int, bigEndian: Bool
  ) throws(OutOfBytes) {
    var reader = ByteReader(content, bigEndian: bigEndian)
    let text = ByteReader.text(content).trimmingSpace
    switch id {
    case 1: try addOffset(microseconds: text)
    case 2: addStatistics(text)
    case 3: try addBuffer(&reader, version: version)
    case 4: clock = TraceClock.selected(in: text)
    case 5: uname = text
    case 7: try addOffset(Int64(text))
    case 8: cpus = Int(try reader.integer(UInt32.self))
    case 9: recorder = "trace-cmd " + text.prefix { $0 != " " }
    case 12:
      guard let guest = GuestTimeShift(content, bigEndian: bigEndian) else { throw OutOfBytes(offset: 0) }
      times.guest = guest
    case 14:
      let (multiplier, shift): (UInt32, UInt32) = (try reader.integer(), try reader.integer())
      if multiplier != 0 { times.cycles = .init(multiplier: multiplier, shift: shift) }
    case 22: hasText = true
    default:
      if let section = Section(rawValue: id) { sections[section] = try reader.integer(UInt64.self) }
    }
  }

  /// DATE: "0x..." microseconds that turn trace times into the time of day.
  private mutating func addOffset(microseconds text: String) throws(OutOfBytes) {
    let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text[...]
    let (value, overflow) = (Int64(digits, radix: 16) ?? .max).multipliedReportingOverflow(by: 1000)
    try addOffset(overflow ? nil : value)
  }

  /// Adds to the offset of all times; one that would carry them out of range is damage.
  private mutating func addOffset(_ nanoseconds: Int64?) throws(OutOfBytes) {
    guard let nanoseconds else { throw OutOfBytes(offset: 0) }
    let (sum, overflow) = times.offset.addingReportingOverflow(nanoseconds)
    guard !overflow, sum.magnitude < UInt64(TimeConversion.limit) else { throw OutOfBytes(offset: 0) }
    times.offset = sum
  }

  private mutating func addBuffer(_ reader: inout ByteReader, version: Int) throws(OutOfBytes) {
    var buffer = Buffer(name: "", section: try reader.integer())
    buffer.name = try reader.string()
    if version >= 7 {
      buffer.clock = try reader.string()
      buffer.pageSize = Int(try reader.integer(UInt32.self))
      let count: UInt32 = try reader.integer()
      guard count <= Self.cpuLimit else { throw OutOfBytes(offset: reader.position) }
      for _ in 0..<count {
        let cpu: UInt32 = try reader.integer()
        let (offset, size): (UInt64, UInt64) = (try reader.integer(), try reader.integer())
        buffer.cpus.append(
          CPUData(cpu: Int32(truncatingIfNeeded: cpu & 0x7fff_ffff), offset: offset, size: size))
      }
    }
    buffers.append(buffer)
  }

  private mutating func addStatistics(_ text: String) {
    // Before the texts of an instance trace-cmd writes one with its name alone.
    if text.hasPrefix("Buffer: ") {
      statisticsBuffer = String(text.dropFirst("Buffer: ".count))
    } else if let statistics = CPUStatistics(text, buffer: statisticsBuffer) {
      self.statistics.append(statistics)
    }
  }
}

/// Losses that the kernel counted for one CPU of a buffer: tracing/per_cpu/cpuN/stats.
struct CPUStatistics: Sendable, Equatable {
  /// Name of the buffer, empty for the top one.
  var buffer: String
  var cpu: Int32
  /// Events overwritten before they were read; lost marks in the data count these too.
  var overrun: Int64 = 0
  /// Events that never got into the buffer, which no mark in the data shows.
  ///
  /// It was full and told not to overwrite, or a commit was interrupted too often.
  var dropped: Int64 = 0
  /// Events that were in the buffer when the recording ended, to be read yet.
  var entries: Int64 = 0
  /// Events that the recorder had read.
  var read: Int64 = 0

  /// Events that the recording has at least.
  ///
  /// The sum of both would count those that the recorder read between the two figures twice: of 298 CPUs of
  /// whole recordings 17 have fewer events than that, none fewer than the larger one.
  var promised: Int64 { max(entries, read) }

  /// Reads `text`, nil when it names no CPU.
  init?(_ text: String, buffer: String) {
    self.buffer = buffer
    var cpu: Int32?
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = String(line[line.index(after: colon)...]).trimmingSpace
      let count = max(0, Int64(value) ?? 0)
      switch line[..<colon] {
      case "CPU": cpu = Int32(value)
      case "entries": entries = count
      case "read events": read = count
      case "overrun": overrun = count
      case "commit overrun", "dropped events": dropped &+= count
      default: break
      }
    }
    guard let cpu else { return nil }
    self.cpu = cpu
  }
}

extension String {
  /// Without the blanks and line ends around it.
  var trimmingSpace: String {
    let isSpace = { (character: Character) in character.isWhitespace || character == "\0" }
    let head = drop(while: isSpace)
    return String(head.prefix(head.count - head.reversed().prefix(while: isSpace).count))
  }
}
