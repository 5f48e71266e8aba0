internal import Glibc
internal import TraceStore

/// A recording's bytes, wherever they came from, and what they are.
///
/// The kind is told by the bytes alone: people rename files, and a pipe has no name.
struct RecordingInput: ~Copyable {
  /// What can be read.
  enum Kind {
    case traceDat
    case perfData
    case text
  }

  /// The bytes, unpacked.
  var file: MappedFile
  let kind: Kind
  /// The bytes as given, for their digest.
  let given: GivenBytes
  /// Files of a perf.data directory beside its `data`, in order.
  let parts: [String]
  /// Finds out whether any of it changes while it is read.
  let watch: InputWatch
  /// Damage of the wrapping found so far.
  let damage: DamageLog

  /// Compressed recordings expand 10 to 40 times; repeated data, as in tests of speed, some hundred times.
  private static let expansionLimit = 10_000

  /// Opens `path`: a file, a named pipe, a directory that perf wrote, or `-` for standard input.
  ///
  /// - Parameters:
  ///   - path: what to open.
  ///   - strict: whether the first damage is an error.
  /// - Throws: when it cannot be read.
  init(_ path: String, strict: Bool) throws(IngestError) {
    var damage = DamageLog(file: path, isStrict: strict)
    var status = stat()
    let isThere = path.withFileName { fstatat(AT_FDCWD, $0, &status, 0) } == 0
    let isPipe = path == "-" || (isThere && status.st_mode & S_IFMT == S_IFIFO)
    let isFolder = !isPipe && status.st_mode & S_IFMT == S_IFDIR
    let folder: (found: [String], missing: Int) = isFolder ? Self.parts(of: path) : ([], 0)
    let parts = folder.found
    let data = isFolder ? "\(path)/data" : path
    if isFolder, !Self.isFile(data) {
      throw IngestError(
        path, "is a folder without a file 'data'", hint: "a folder that perf record wrote has one")
    }
    let given = try Self.given(path, data, isPipe: isPipe)
    let watch = InputWatch(given, name: path, parts: parts)
    let file = try Self.open(given, path, damage: &damage)
    if folder.missing > 0 {
      try damage.add("\(folder.missing) of its files are missing", hidesEvents: true)
    }
    kind = try Self.kind(of: file)
    self.file = consume file
    self.parts = parts
    self.watch = watch
    self.given = given
    self.damage = damage
  }

  private static func given(
    _ path: String, _ data: String, isPipe: Bool
  ) throws(IngestError) -> GivenBytes {
    guard isPipe else { return try GivenBytes(path: data, name: path) }
    return GivenBytes(try copy(path))
  }

  /// Maps what was given, unpacked.
  private static func open(
    _ given: GivenBytes, _ path: String, damage: inout DamageLog
  ) throws(IngestError) -> MappedFile {
    let file = try given.map(as: path)
    guard let method = FileCompression(file.bytes) else { return file }
    return try unpack(file, method, damage: &damage)
  }

  /// Gives the file away.
  consuming func takeFile() -> MappedFile { file }

  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return path.withFileName { fstatat(AT_FDCWD, $0, &status, 0) } == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Further files of the folder, `data.0` and so on, and how many are missing between them.
  private static func parts(of folder: String) -> (found: [String], missing: Int) {
    var found: [String] = []
    var (number, missing, gap) = (0, 0, 0)
    while number < 65_535, gap < partsMissingLimit {
      if isFile("\(folder)/data.\(number)") {
        found.append("\(folder)/data.\(number)")
        (missing, gap) = (missing + gap, 0)
      } else {
        gap += 1
      }
      number += 1
    }
    return (found, missing)
  }

  /// Files in a row that may be missing; there is one for each CPU.
  private static let partsMissingLimit = 256

  private static func copy(_ path: String) throws(IngestError) -> SpoolFile {
    let source =
      path == "-" ? dup(STDIN_FILENO) : path.withFileName { Glibc.open($0, O_RDONLY | O_CLOEXEC) }
    guard source >= 0 else {
      throw IngestError(path, "cannot open: \(String(cString: strerror(errno)))")
    }
    defer { close(source) }
    var spool = try SpoolFile(for: path)
    try spool.copy(from: source)
    return spool
  }

  private static func unpack(
    _ file: borrowing MappedFile, _ method: FileCompression, damage: inout DamageLog
  ) throws(IngestError) -> MappedFile {
    var unpacker = Unpacker(method)
    var spool = try SpoolFile(for: file.path)
    let limit = max(1 << 26, file.count.multipliedReportingOverflow(by: expansionLimit).partialValue)
    var place = 0
    var problem: String?
    while place < file.count, problem == nil {
      let end = min(place + 1 << 20, file.count)
      let piece = UnsafeRawBufferPointer(rebasing: file.buffer[place..<end])
      problem = try unpacker.unpack(piece, into: &spool, limit: limit)
      file.forget(place..<end)
      place = end
    }
    if problem == nil, !unpacker.isAtEnd { problem = "it is cut off" }
    try spool.flush()
    if let problem {
      guard spool.count > 0 else {
        throw IngestError(file.path, "cannot be unpacked (\(method)): \(problem)")
      }
      try damage.add(
        "the \(method) stream cannot be unpacked to its end: \(problem)", offset: UInt64(place),
        hidesEvents: true)
    }
    return try MappedFile(descriptor: spool.descriptor, path: file.path)
  }

  private static func kind(of file: borrowing MappedFile) throws(IngestError) -> Kind {
    let bytes = file.bytes
    if TraceDatHead.matches(bytes) { return .traceDat }
    if PerfHead.matches(bytes) { return .perfData }
    // Text has no NUL; whether it is of this kind is for its reader to find out.
    let head = bytes.extracting(first: 4096)
    let isText = head.withUnsafeBytes { !$0.isEmpty && !$0.contains(0) }
    guard isText else {
      throw IngestError(
        file.path, bytes.byteCount == 0 ? "is empty" : "is no recording that mmtrace knows",
        offset: bytes.byteCount == 0 ? nil : 0,
        hint: "mmtrace reads trace.dat, perf.data and ftrace text, each maybe .zst or .gz")
    }
    return .text
  }
}
