import TraceIngest
import TraceQuery
import TraceReport
import TraceStore

/// What is fuzzed.
///
/// Each takes what a stranger may hand over, and may refuse it; it may not crash, hang or eat memory.
enum FuzzTarget: String, CaseIterable {
  /// Head, options and sub-buffers of a trace.dat.
  case tracedat
  /// The text of an event's format, as libtraceevent gets it, and a record of that event.
  case formats
  /// A perf.data, as a file or as perf writes it into a pipe.
  case perf
  /// ftrace text.
  case text
  /// A query file.
  case query
  /// A database.
  case database

  func run(_ input: UnsafeRawBufferPointer) {
    switch self {
    case .tracedat, .perf, .text: read(input)
    case .formats: FormatRecording.bytes(around: input).withUnsafeBytes(read)
    case .query: readQuery(input)
    case .database: readDatabase(input)
    }
  }

  /// Everything that is in a recording, decoded; no database is made of it.
  private func read(_ input: UnsafeRawBufferPointer) {
    FuzzFile.shared.fill(input)
    _ = try? EventCounts(FuzzFile.shared.path)
  }

  private func readQuery(_ input: UnsafeRawBufferPointer) {
    let sql = String(decoding: input, as: UTF8.self)
    if let query = try? CannedQuery(path: "fuzz/query.sql", file: "query.sql", sql: sql) {
      _ = CatalogText.query(query)
    }
  }

  private func readDatabase(_ input: UnsafeRawBufferPointer) {
    FuzzFile.shared.fill(input)
    // Not by TraceDatabase: what another judge judged would be judged again, which is not what is fuzzed.
    guard TraceDatabase.isDatabase(FuzzFile.shared.path),
      let connection = try? Connection(path: FuzzFile.shared.path, mode: .readOnly)
    else { return }
    if let verdict = try? Verdict(connection) {
      _ = VerdictText.render(verdict, of: "x")
      if let summary = try? TraceSummary(connection) {
        _ = InfoText.render(summary, verdict: verdict, queries: [])
      }
    }
    if let findings = try? ReportFindings(connection, race: nil, full: true) {
      for format in ReportFormat.allCases { _ = format.render(findings) }
      _ = DiagramText.render(findings)
    }
    guard var items = try? ExportSource(connection) else { return }
    var writer = PerfettoWriter()
    while let item = try? items.next() {
      writer.add(item)
      if writer.bytes.count > 1 << 20 { _ = writer.take() }
    }
    writer.finish()
  }
}
