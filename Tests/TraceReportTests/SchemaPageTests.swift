import Foundation
import Testing
import TraceQuery
import TraceReport

/// docs/tables.md is made from the tables: `make cases` writes it.
@Suite struct SchemaPageTests {
  @Test func isCurrent() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/tables.md")
    let page = SchemaMarkdown.page(TableDescription.all)
    if ProcessInfo.processInfo.environment["MMTRACE_GOLDEN"] == "write" {
      try page.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == page)
  }
}
