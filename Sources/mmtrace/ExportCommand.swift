import ArgumentParser
import Glibc
import TraceQuery
import TraceReport

/// Writes a timeline for another tool: `mmtrace export DB|TRACE --to perfetto -o FILE`.
struct ExportCommand: ParsableCommand {
  /// Formats of other tools.
  enum Target: String, ExpressibleByArgument, CaseIterable {
    case perfetto
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the recording as a timeline for ui.perfetto.dev.",
    discussion: """
      A track for every CPU and every mmap_lock: threads that run, waits and holds, faults, copies, windows, flush \
      requests with flows to the CPUs that carry them out, marks, and counters of faults and flushes. Kernel \
      addresses are not in it.
      """)

  @OptionGroup var source: SourceOptions

  @Option(name: .customLong("to"), help: "Whose format: perfetto.")
  var target: Target

  @Option(name: .shortAndLong, help: ArgumentHelp("File to write; - for standard output.", valueName: "file"))
  var output: String

  func run() throws {
    try complaining {
      let opened = try source.open()
      var items = try ExportSource(opened.connection)
      var writer = PerfettoWriter()
      let file = try ExportFile(output)
      while let item = try items.next() {
        writer.add(item)
        if writer.bytes.count >= 1 << 20 { try file.write(writer.take()) }
      }
      try file.write(writer.take())
      try file.finish()
    }
  }
}

/// A file that is written in pieces, and is whole or absent.
final class ExportFile {
  private let path: String
  private let temporary: String
  private var file: UnsafeMutablePointer<FILE>?
  private let isStandardOutput: Bool

  /// Begins to write `path`; `-` is standard output.
  init(_ path: String) throws {
    self.path = path
    isStandardOutput = path == "-"
    temporary = "\(path).\(getpid()).tmp"
    if isStandardOutput {
      file = fdopen(dup(STDOUT_FILENO), "w")
    } else {
      TemporaryFiles.add(temporary)
      file = fopen(temporary, "we")
    }
    if file == nil { throw failure() }
  }

  deinit {
    if let file { fclose(file) }
    if !isStandardOutput { TemporaryFiles.remove(temporary) }
  }

  /// Writes the next bytes.
  func write(_ bytes: [UInt8]) throws {
    guard let file, fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw failure() }
  }

  /// Gives the file its name.
  func finish() throws {
    guard let open = file else { return }
    file = nil
    guard fclose(open) == 0, isStandardOutput || rename(temporary, path) == 0 else { throw failure() }
  }

  private func failure() -> Complaint {
    Complaint(path, "cannot be written: \(String(cString: strerror(errno)).lowercased())")
  }
}
