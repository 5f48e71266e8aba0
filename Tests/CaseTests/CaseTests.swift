import TestSupport
import Testing
import TraceQuery

/// Every case of Tests/Cases: events, and what tables, views and canned queries make of them.
@Suite struct CaseTests {
  static let folder = Files.tests + "/Cases"
  static let files = Files.names(in: folder).flatMap { group in
    Files.names(in: "\(folder)/\(group)").filter { $0.hasSuffix(".txt") }.map { "\(group)/\($0)" }
  }

  @Test(arguments: files) func theAnswerIsAsWritten(file: String) throws {
    let failures = try CaseRun().failures(of: CaseFile("\(Self.folder)/\(file)"))
    for failure in failures { Issue.record("\(failure)") }
  }

  @Test(arguments: files) func aFileHasARacyAndACleanSide(file: String) throws {
    let sides = Set(try CaseFile("\(Self.folder)/\(file)").cases.map(\.side))
    #expect(sides == Set(Case.Side.allCases))
  }

  @Test func everyQueryHasAFileAndEveryFileAQuery() throws {
    let names = Set(Self.files.filter { $0.hasPrefix("query/") }.map { String($0.dropFirst(6).dropLast(4)) })
    #expect(names == Set(try Catalog().queries.map(\.id)))
  }
}
