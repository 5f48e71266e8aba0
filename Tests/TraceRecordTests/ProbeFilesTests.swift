import Foundation
import Testing
import TraceRecord

/// The files of probes/ are made from the catalogue: `make cases` writes them.
@Suite struct ProbeFilesTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../probes").standardizedFileURL

  @Test(arguments: ProbeFiles.all.map(\.name)) func isCurrent(_ name: String) throws {
    let text = try #require(ProbeFiles.all.first { $0.name == name }).text
    let file = Self.folder.appending(path: name)
    if ProcessInfo.processInfo.environment["MMTRACE_GOLDEN"] == "write" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  @Test func allAreThere() throws {
    let there = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    #expect(there == ProbeFiles.all.map(\.name).sorted())
  }
}
