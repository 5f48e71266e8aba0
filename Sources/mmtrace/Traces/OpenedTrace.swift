import Glibc
import TraceIngest
import TraceQuery
import TraceStore

/// What a command asks: a database, or a recording ingested into a temporary one.
final class OpenedTrace {
  /// Open for reading, judged.
  let connection: Connection
  private let folder: String?

  /// Opens `path`, which is a database or a recording by its first bytes.
  ///
  /// - Throws: `Complaint`, `IngestError`, `StoreError` or `QueryError`.
  init(_ path: String, quiet: Bool) throws {
    guard path == "-" || access(path, R_OK) == 0 else {
      throw Complaint(path, String(cString: strerror(errno)).lowercased())
    }
    var made: String?
    func makeFolder() throws(Complaint) -> String {
      guard let folder = made ?? TemporaryFiles.makeFolder() else {
        throw Complaint("temporary folder", "cannot be made", hints: ["TMPDIR=FOLDER says where"])
      }
      made = folder
      return folder
    }
    do {
      if path != "-", TraceDatabase.isDatabase(path) {
        let copy = { (try? makeFolder()).map { "\($0)/trace.db" } ?? "" }
        connection = try TraceDatabase.open(path, copy: copy)
      } else {
        let database = try makeFolder() + "/trace.db"
        let done = try IngestedTrace.write(
          path, to: database, replacing: false, options: IngestOptions(), quiet: quiet)
        for note in quiet ? [] : IngestedTrace.notes(done.summary) {
          Complaint.print("mmtrace: \(path): \(note)\n")
        }
        connection = try TraceDatabase.open(database) { database }
      }
      folder = made
    } catch {
      if let made { TemporaryFiles.remove(made) }
      throw error
    }
  }

  deinit { if let folder { TemporaryFiles.remove(folder) } }
}
