import Foundation
import TestSupport
import Testing
import TraceIngest
import TraceQuery
import TraceStore

/// The same recording in every form that `trace-cmd convert` writes gives the same database.
@Suite struct ConversionTests {
  private static let traceCmd = "/usr/bin/trace-cmd"
  private static let isInstalled = FileManager.default.isExecutableFile(atPath: traceCmd)

  private func convert(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.traceCmd)
    process.arguments = ["convert"] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  /// All rows of all tables but `trace` (provenance), as text.
  private func rows(of recording: String, in folder: TemporaryFolder) throws -> [String: [String]] {
    let store = try Judged.store(of: recording, in: folder)
    let database = try store.reading()
    var tables: [String: [String]] = [:]
    var names = try database.prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'trace'")
    while try names.step() {
      guard case .text(let name) = names[0] else { continue }
      var statement = try database.prepare("SELECT * FROM \(name) ORDER BY 1")
      var rows: [String] = []
      while try statement.step() { rows.append("\(statement.row)") }
      tables[name] = rows
    }
    return tables
  }

  @Test(
    .enabled(if: isInstalled, "trace-cmd is not installed"),
    arguments: ["lab612-64-softdirty.dat", "v6.12-0-uffdwp.dat", "f-instance.dat", "lab16-hiwater.dat"])
  func allFormsGiveTheSameDatabase(_ file: String) throws {
    let folder = TemporaryFolder()
    let original = try rows(of: Fixture.path(file), in: folder)
    #expect(!(original["page_fault"] ?? []).isEmpty)
    for form in [["--file-version", "6"], ["--compression", "none"], ["--compression", "zstd"]] {
      let converted = folder.path + "/converted.dat"
      try convert(form + ["-i", Fixture.path(file), "-o", converted])
      let rows = try rows(of: converted, in: folder)
      for table in original.keys.sorted() {
        #expect(rows[table] == original[table], "\(table) of \(file) with \(form)")
      }
    }
  }
}
