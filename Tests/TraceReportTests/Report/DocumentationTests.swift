import TestSupport
import Testing

/// Reports in the documentation are reports that the program prints.
@Suite struct DocumentationTests {
  @Test(arguments: [
    ("docs/reading-a-report.md", "lab3-lost-cr-3lost", "    ="), ("README.md", "lab3-lost-cr-gup", "    ="),
  ])
  func aQuotedReportIsWhatIsPrinted(file: String, golden: String, mark: String) {
    let folder = Files.tests + "/TraceReportTests/Report/Golden"
    let printed = Set(Shell.output(of: "cat '\(folder)/\(golden).txt'").split(separator: "\n"))
    let lines = Shell.output(of: "cat '\(Files.tests)/../\(file)'").split(separator: "\n")
    // A report begins with its rule; in README.md other quotations follow under a heading.
    let begin = lines.firstIndex { $0.hasPrefix(mark) } ?? lines.endIndex
    let quoted = lines[begin...].prefix { file != "README.md" || !$0.hasPrefix("#") }.filter {
      $0.hasPrefix("    ")
    }
    #expect(quoted.count > 30)
    for line in quoted { #expect(printed.contains(line.dropFirst(4)), "\(file): \(line)") }
  }
}
