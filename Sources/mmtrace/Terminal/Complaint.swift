import ArgumentParser
import Glibc
import TraceIngest
import TraceQuery
import TraceReport
import TraceStore

/// Something the user must be told: `mmtrace: SUBJECT: WHAT`, then indented notes and hints.
struct Complaint: Error {
  var subject: String
  var what: String
  var excerpt: [String] = []
  var notes: [String] = []
  var hints: [String] = []

  init(_ subject: String, _ what: String, hints: [String] = []) {
    self.subject = subject
    self.what = what
    self.hints = hints
  }

  /// What any error of the libraries says.
  init(_ error: any Error) {
    switch error {
    case let complaint as Complaint:
      self = complaint
    case let error as QueryError:
      self.init(error.subject, error.what, hints: error.hints)
      notes = error.notes
      excerpt = error.excerpt
    case let error as StoreError:
      self.init(error.file, QueryError(error).what)
      if error.what == StoreError.exists { hints = ["--force replaces it"] }
    case let error as IngestError:
      let place = error.offset.map { " (at offset 0x\(String($0, radix: 16)))" } ?? ""
      self.init(error.file, error.what + place, hints: error.hint.map { [$0] } ?? [])
    default:
      self.init("error", "\(error)")
    }
  }

  /// The message, with its newline; what came from a file cannot add a line to it.
  var text: String {
    var lines = [Printable.brief("mmtrace: \(subject): \(what)")]
    // Tabs stay, so that the caret below them stands where it should.
    lines += excerpt.map { "    \(Printable.line($0, keeping: "\t"))" }
    lines += notes.map { Printable.brief("  note: \($0)") }
    lines += hints.map { Printable.brief("  hint: \($0)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Writes text to standard error.
  static func print(_ text: String) {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let written = bytes[start...].withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return }
      start += written
    }
  }
}

/// Runs a command: what it throws is told to the user, and the exit status is 2.
func complaining(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let exit as ExitCode {
    throw exit
  } catch {
    Complaint.print(Complaint(error).text)
    throw ExitCode(2)
  }
}
