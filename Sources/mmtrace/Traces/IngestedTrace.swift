import TraceIngest
import TraceQuery
import TraceReport
import TraceStore

/// Recordings into databases, judged, with a progress bar.
enum IngestedTrace {
  /// Ingests `trace` into a database at `path`.
  ///
  /// With `synced` it is on the disk then; one that goes when the command ends needs no disk.
  ///
  /// - Returns: what the ingest did, and the verdict.
  /// - Throws: `IngestError`, `StoreError` or `QueryError`; no database is left behind then.
  static func write(
    _ trace: String, to path: String, replacing: Bool, synced: Bool = true, options: IngestOptions,
    quiet: Bool
  ) throws -> (summary: IngestSummary, verdict: Verdict) {
    let store = try StoreWriter(
      path: path, replacing: replacing, inputs: FileIdentity.input(trace), synced: synced)
    do {
      let bar = ProgressBar(Printable.brief(baseName(trace)), quiet: quiet)
      let summary = try ingest(trace, into: store, options: options) { bar.update($0, $1) }
      bar.clear()
      try Judge.judge(store)
      guard let connection = store.connection else { throw StoreError(path, "was abandoned") }
      let verdict = try Verdict(connection)
      try store.finish()
      return (summary, verdict)
    } catch {
      store.abandon()
      throw error
    }
  }

  /// What the user should know of an ingest that went well.
  static func notes(_ summary: IngestSummary) -> [String] {
    var notes = summary.damage.map { "damaged: \($0)" } + summary.notes
    if summary.losses > 0 {
      notes.append("events were lost in \(summary.losses) gap\(summary.losses == 1 ? "" : "s")")
    }
    return notes
  }

  /// The last part of a path.
  static func baseName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  /// Where the database of a recording goes by itself: beside it, `.db` instead of its ending.
  static func databasePath(for trace: String) -> String {
    var name = baseName(trace)
    let folder = trace.dropLast(name.count)
    for endings in [[".zst", ".gz"], [".dat", ".data", ".txt"]] {
      guard let ending = endings.first(where: { name.hasSuffix($0) }), name.count > ending.count else {
        continue
      }
      name.removeLast(ending.count)
    }
    return "\(folder)\(name).db"
  }
}
