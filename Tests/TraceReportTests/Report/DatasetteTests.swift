import TestSupport
import Testing
import TraceQuery
import TraceReport
import TraceStore

/// The metadata for Datasette.
@Suite struct DatasetteTests {
  @Test func aFormWithEmptyFieldsAsksWhatTheQueryAsks() throws {
    let recording = try Recording("lab3-lost-cr-gup")
    for query in try Catalog().queries {
      let form = DatasetteMetadata.forForms(query)
      var asked = try recording.connection.prepare(query.sql)
      var filled = try recording.connection.prepare(form)
      let names = filled.parameterNames
      #expect(Set(names) == Set(query.header.parameters.map(\.name)), "\(query.id)")
      for index in names.indices { try filled.bind(.text(""), at: index + 1) }
      var rows = 0
      while try asked.step() {
        #expect(try filled.step(), "\(query.id)")
        #expect(asked.row == filled.row, "\(query.id)")
        rows += 1
      }
      #expect(try !filled.step(), "\(query.id)")
    }
  }

  @Test func aFieldGivesAText() throws {
    let recording = try Recording("lab3-lost-cr-gup")
    let query = try Catalog().query("trace.by_time")
    var filled = try recording.connection.prepare(DatasetteMetadata.forForms(query))
    for (index, name) in filled.parameterNames.enumerated() {
      try filled.bind(.text(name == "bucket" ? "100000000" : "3"), at: index + 1)
    }
    var rows = 0
    while try filled.step() { rows += 1 }
    #expect(rows == 3)
  }

  @Test func columnsHaveTheirUnits() throws {
    let recording = try Recording("lab3-lost-cr-gup")
    let text = DatasetteMetadata.render(
      database: "trace", summary: try TraceSummary(recording.connection),
      verdict: try Verdict(recording.connection), queries: try Catalog().queries)
    #expect(text.contains("\"requested\": \"ns: mmap_lock_start_locking"))
    #expect(text.contains("\"title\": \"lock.longest_waits: The longest waits for mmap_lock"))
    #expect(text.contains("\"lock-longest_waits\": {"))
    #expect(text.contains("Verdict: race."))
  }
}
