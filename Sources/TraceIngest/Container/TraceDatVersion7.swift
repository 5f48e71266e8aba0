/// The sections of a version 7 trace.dat: trace-cmd.dat.v7(5).
struct TraceDatVersion7: ~Copyable {
  private let file: UnsafeRawBufferPointer
  private let head: TraceDatHead
  private let inflater: Inflater

  /// Header of a section and where its body is in the file.
  struct Section: Equatable {
    var id: UInt16
    var isCompressed: Bool
    var body: Range<Int>
  }

  /// No section but kallsyms is larger than a few hundred kilobytes, and that has some ten megabytes.
  private static let sizeLimit = 256 << 20

  /// Reads sections of `file`, which outlives this.
  init(_ file: UnsafeRawBufferPointer, head: TraceDatHead) {
    self.file = file
    self.head = head
    inflater = Inflater(head.compression)
  }

  /// The section at `offset`.
  func section(at offset: UInt64) throws(OutOfBytes) -> Section {
    try Self.section(at: offset, of: RawSpan(_unsafeBytes: file), head: head)
  }

  /// The section at `offset` of a file: u16 id, u16 flags, u32 description, u64 size.
  static func section(
    at offset: UInt64, of file: RawSpan, head: TraceDatHead
  ) throws(OutOfBytes) -> Section {
    guard offset > 0 else { throw OutOfBytes(offset: 0) }
    var reader = ByteReader(file, bigEndian: head.isBigEndian, at: offset)
    let (id, flags): (UInt16, UInt16) = (try reader.integer(), try reader.integer())
    _ = try reader.integer(UInt32.self)
    let size: UInt64 = try reader.integer()
    // The data of a damaged file may be cut off; who reads them notices.
    let body = reader.position..<reader.position + Int(min(size, UInt64(reader.remaining)))
    return Section(id: id, isCompressed: flags & 1 != 0, body: body)
  }

  /// Gives the inflated content of a section to `use`.
  func withContent<Result>(
    of section: Section, _ use: (RawSpan) throws(OutOfBytes) -> Result
  ) throws(OutOfBytes) -> Result {
    let body = UnsafeRawBufferPointer(rebasing: file[section.body])
    guard section.isCompressed else { return try use(RawSpan(_unsafeBytes: body)) }
    var reader = ByteReader(RawSpan(_unsafeBytes: body), bigEndian: head.isBigEndian)
    let (packed, size): (UInt32, UInt32) = (try reader.integer(), try reader.integer())
    let source = UnsafeRawBufferPointer(rebasing: body[try reader.take(UInt64(packed))])
    // Text does not shrink a thousandfold: a larger promise is damage, and not worth the memory.
    guard Int(size) <= min(Self.sizeLimit, source.count * 1024 + 4096) else {
      throw OutOfBytes(offset: section.body.lowerBound)
    }
    let content = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(size), alignment: 16)
    defer { content.deallocate() }
    guard let written = inflater.inflate(source, into: content) else {
      throw OutOfBytes(offset: section.body.lowerBound)
    }
    let inflated = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(content)[..<written])
    return try use(RawSpan(_unsafeBytes: inflated))
  }

  /// Follows the chain of option sections.
  func readOptions(damage: inout DamageLog) throws(IngestError) -> TraceDatOptions {
    var options = TraceDatOptions()
    var next = head.body
    // Two sections are usual; a damaged file may lead back to one that was read.
    var visited: Set<UInt64> = []
    while next != 0 {
      guard visited.insert(next).inserted else {
        try damage.add("options lead back to themselves", offset: next, hidesEvents: true)
        break
      }
      let place = next
      next = 0
      do throws(OutOfBytes) {
        let section = try section(at: place)
        guard section.id == 0 else { throw OutOfBytes(offset: Int(place)) }
        next = try withContent(of: section) { (content) throws(OutOfBytes) in
          try readOptions(content, into: &options)
        }
      } catch {
        try damage.add("options cannot be read", offset: place, hidesEvents: true)
      }
    }
    return options
  }

  /// Reads one section's options and returns where the next section is, 0 at the end.
  private func readOptions(
    _ content: RawSpan, into options: inout TraceDatOptions
  ) throws(OutOfBytes) -> UInt64 {
    var reader = ByteReader(content, bigEndian: head.isBigEndian)
    while true {
      let id: UInt16 = try reader.integer()
      let range = try reader.take(UInt64(try reader.integer(UInt32.self)))
      let option = content.extracting(range)
      guard id != 0 else {
        var reader = ByteReader(option, bigEndian: head.isBigEndian)
        return try reader.integer()
      }
      options.add(id, option, version: 7, bigEndian: head.isBigEndian)
    }
  }

  /// Reads the description of the events from the sections that `options` point to.
  func readMetadata(
    _ options: TraceDatOptions, damage: inout DamageLog
  ) throws(IngestError) -> TraceMetadata {
    var parser = MetadataParser(bigEndian: head.isBigEndian, longSize: head.longSize)
    for kind in TraceDatOptions.Section.allCases where kind != .kallsyms && kind != .printkFormats {
      guard let place = options.sections[kind] else { continue }
      do throws(OutOfBytes) {
        let section = try section(at: place)
        guard section.id == kind.rawValue else { throw OutOfBytes(offset: Int(place)) }
        try withContent(of: section) { (content) throws(OutOfBytes) in
          var reader = ByteReader(content, bigEndian: head.isBigEndian)
          switch kind {
          case .headers: try parser.readHeaders(&reader)
          case .ftraceFormats: try parser.readFtraceFormats(&reader)
          case .eventFormats: try parser.readEventFormats(&reader)
          default: try parser.readCommands(&reader)
          }
        }
      } catch {
        guard kind == .commands else {
          throw IngestError(damage.file, "the description of its events is damaged", offset: place)
        }
        try damage.add("names of threads cannot be read", offset: place)
      }
    }
    return parser.metadata
  }

  /// What the text of /proc/kallsyms says of addresses; nothing when it was not recorded.
  func symbols(of addresses: Set<UInt64>, _ options: TraceDatOptions) -> [KernelSymbol] {
    guard let place = options.sections[.kallsyms], !addresses.isEmpty else { return [] }
    let symbols = try? withContent(of: section(at: place)) { (content) throws(OutOfBytes) in
      var reader = ByteReader(content, bigEndian: head.isBigEndian)
      let text = try reader.take(UInt64(try reader.integer(UInt32.self)))
      return KernelSymbols.of(addresses, in: content.extracting(text))
    }
    return symbols ?? []
  }
}
