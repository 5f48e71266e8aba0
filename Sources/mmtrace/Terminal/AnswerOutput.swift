import Glibc
import TraceStore

/// Where an answer goes: through one buffer to standard output, or to the file of -o.
struct AnswerOutput: ~Copyable {
  private var buffer: [UInt8] = []
  private let file: OutputFile

  /// Writes to standard output, or to the place that `target` is.
  init(_ target: OutputTarget? = nil) throws {
    file = try OutputFile(target ?? StandardOutput.target())
    buffer.reserveCapacity(1 << 16)
  }

  /// Whether nobody reads it any more.
  var isClosed: Bool { file.isClosed }

  /// Adds text to the answer.
  ///
  /// - Throws: `StoreError` when it cannot be written. A reader that has gone away is no error: what is
  ///   left is dropped.
  mutating func write(_ text: String) throws(StoreError) {
    buffer += text.utf8
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Adds bytes to the answer.
  mutating func write(_ bytes: [UInt8]) throws(StoreError) {
    try flush()
    try file.write(bytes.span)
  }

  /// Lets the reader have what there is so far.
  mutating func flush() throws(StoreError) {
    try file.write(buffer.span)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Completes the answer: a file gets its name now.
  consuming func finish() throws(StoreError) {
    try flush()
    try file.finish()
  }
}

/// An output that is written piece by piece from elsewhere, until its reader goes away.
final class SharedOutput {
  /// Nobody reads the answer any more: no reason to make the rest of it, and no error.
  struct ReaderGone: Error {}

  private var output: AnswerOutput?

  init(_ target: OutputTarget) throws { output = try AnswerOutput(target) }

  func write(_ text: String) throws {
    try output?.write(text)
    if output?.isClosed == true { throw ReaderGone() }
  }

  func finish() throws { try output.take()?.finish() }
}

/// Standard output: only the answer goes there.
enum StandardOutput {
  /// It as a place to write to; what is read is refused.
  static func target(reading input: String? = nil) throws(StoreError) -> OutputTarget {
    var target = try OutputTarget(
      "-", replacing: false, inputs: input.map(FileIdentity.input) ?? [], content: .document)
    target.path = "standard output"
    return target
  }

  /// Columns of the terminal it is; nil when it is none.
  static var width: Int? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Writes a whole answer.
  static func answer(_ text: String) throws {
    var output = try AnswerOutput()
    try output.write(text)
    try output.finish()
  }
}
