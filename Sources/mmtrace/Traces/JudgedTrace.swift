import TraceIngest
import TraceQuery
import TraceReport
import TraceStore

/// What a command asks: a database, or a recording ingested into a temporary one.
final class JudgedTrace {
  /// Open for reading, judged.
  let connection: Connection
  private let folder: TemporaryFolder?

  /// Opens `path`, which is a database or a recording by its first bytes.
  ///
  /// - Throws: `Complaint`, `IngestError`, `StoreError` or `QueryError`.
  init(_ path: String, quiet: Bool) throws {
    if path != "-", let code = FileStatus.whyUnreadable(path) { throw Complaint(path, code) }
    if path != "-", TraceDatabase.isDatabase(path) {
      var made: TemporaryFolder?
      connection = try TraceDatabase.open(path) {
        made = try? TemporaryFolder()
        return made.map { $0.path + "/trace.db" } ?? ""
      }
      folder = made
    } else {
      let made = try TemporaryFolder()
      let database = made.path + "/trace.db"
      let done = try IngestedTrace.write(
        path, to: database, replacing: false, synced: false, options: IngestOptions(), quiet: quiet)
      for note in quiet ? [] : IngestedTrace.notes(done.summary) {
        Complaint.print(Printable.brief("mmtrace: \(path): \(note)") + "\n")
      }
      connection = try TraceDatabase.open(database) { database }
      folder = made
    }
  }
}
