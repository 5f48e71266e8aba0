/// Expands the compressed records of a file: all of them together are one zstd stream, in which a record
/// may begin in one block and end in the next.
///
/// COMPRESSED has its payload to the end of the record, COMPRESSED2 (6.16 and later) says its size and is
/// padded: struct perf_record_compressed2 of tools/lib/perf/include/perf/event.h.
struct PerfExpansion: ~Copyable {
  private var unpacker: Unpacker?
  private var spool: SpoolFile?
  private var input = 0
  private var isBroken = false
  private let path: String

  /// Blocks of zeros shrink to a few bytes, but no recording is made of them.
  private static let expansionLimit = 4096

  init(path: String) { self.path = path }

  /// Expands the payload of `record`, found at `place`.
  mutating func add(
    _ record: UnsafeRawBufferPointer, isSecond: Bool, at place: Int, _ session: PerfSession,
    _ damage: inout DamageLog
  ) throws(IngestError) {
    // After an error nothing says where the next block of the stream begins.
    guard !isBroken else { return }
    var payload = UnsafeRawBufferPointer(rebasing: record.dropFirst(PerfLayout.header))
    if isSecond {
      guard payload.count >= 8 else { return }
      let size: UInt64 = session.integer(payload, 0)
      let rest = payload.dropFirst(8)
      payload = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(min(size, UInt64(rest.count)))))
    }
    input += payload.count
    if unpacker == nil {
      unpacker = Unpacker(.zstd)
      spool = try SpoolFile(for: path)
    }
    var problem: String?
    if var working = spool.take() {
      problem = try unpacker?.unpack(
        payload, into: &working, limit: max(1 << 24, input * Self.expansionLimit))
      spool = consume working
    }
    if let problem {
      isBroken = true
      try damage.add(
        "compressed records cannot be expanded: \(problem)", offset: UInt64(place), hidesEvents: true)
    }
  }

  /// The expanded records, nil when there are none.
  consuming func finish() throws(IngestError) -> MappedFile? {
    guard var spool = spool.take() else { return nil }
    try spool.flush()
    return try MappedFile(descriptor: spool.descriptor, path: path)
  }
}
