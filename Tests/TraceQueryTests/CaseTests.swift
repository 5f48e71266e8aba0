import Testing
import TraceQuery
import TraceStore

/// Every canned query on rows that fit on a page, with the answer beside them.
@Suite struct CaseTests {
  @Test(arguments: try Catalog().queries.map(\.id))
  func theAnswerIsAsWritten(id: String) throws {
    let file = try CaseFile(of: id)
    let kinds = Set(file.cases.map(\.kind))
    #expect(kinds == ["racy", "clean"], "Cases/\(id).txt needs a racy and a clean case")
    let query = try Catalog().query(id)
    for example in file.cases {
      let database = try Self.database(of: example, for: query)
      let parameters = example.rows(of: "param").reduce(into: [String: String]()) { all, row in
        for (name, value) in row { all[name] = Self.text(value) }
      }
      let answer = try QueryRunner(try database.open()).run(query, values: parameters)
      let expected = try #require(example.expected, "\(id): \(example.title) expects nothing said")
      let names = answer.columns.map(\.name)
      for column in expected.columns { #expect(names.contains(column), "\(id): column \(column)") }
      let wanted = expected.columns.compactMap { names.firstIndex(of: $0) }
      let rows = answer.rows.map { row in wanted.map { row[$0] } }
      #expect(rows == expected.rows, "\(id): \(example.title)")
    }
  }

  @Test func everyFileIsOfAQuery() throws {
    let ids = Set(try Catalog().queries.map(\.id))
    for name in try CaseFile.names() { #expect(ids.contains(name), "Cases/\(name).txt") }
  }

  /// What decides: nothing of it is missing in a case, unless the case says so.
  private static let decisive = [
    "clear_refs_pte_range", "clear_refs_pte_range_ret", "change_protection", "change_protection_ret",
    "copy_page_range", "copy_page_range_ret", "flush_tlb_mm_range", "flush_tlb_mm_range_ret",
    "flush_tlb_func",
    "tlb_flush", "handle_mm_fault", "handle_mm_fault_ret", "do_wp_page", "ptep_clear_flush",
    "ptep_clear_flush_ret", "mmap_lock_acquire_returned", "mmap_lock_released", "switch_mm_irqs_off",
    "sched_switch",
  ]

  /// A judged database with the rows of a case and what every case has.
  private static func database(of example: QueryCase, for query: CannedQuery) throws -> TestDatabase {
    let hasKinds = example.blocks.contains { $0.name == "event_kind" }
    return try TestDatabase(
      roles: hasKinds ? [] : Array(Set(query.header.requires.flatMap { $0 })),
      decoded: hasKinds ? [] : Self.decisive
    ) { writer in
      for (id, address) in [(1, 0x1000), (2, 0x2000)] as [(Int64, Int64)] {
        try insert(
          into: writer, FactTables.mm,
          ["mm_id": .integer(id), "address": .integer(address), "generation": .integer(1)])
      }
      for (id, name) in [(1, "walker"), (2, "writer"), (3, "reader")] as [(Int64, String)] {
        try insert(
          into: writer, FactTables.task,
          ["task_id": .integer(id), "tid": .integer(id + 9), "tgid": .integer(10), "comm": .text(name)])
      }
      for block in example.blocks where block.name != "expect" && block.name != "param" {
        try fill(writer, block)
      }
    }
  }

  private static func fill(_ writer: StoreWriter, _ block: QueryCase.Block) throws {
    if block.name == "trace" {
      for row in block.rows {
        let changes = zip(block.columns, row).map { "\"\($0)\" = \(literal($1))" }
        try writer.execute("UPDATE trace SET \(changes.joined(separator: ", "))")
      }
      return
    }
    let table = try #require(
      FactTables.all.first { $0.name == block.name }, "no table \(block.name)")
    for column in block.columns {
      #expect(table.storedColumns.contains { $0.name == column }, "no column \(block.name).\(column)")
    }
    for (index, row) in block.rows.enumerated() {
      var values = Dictionary(zip(block.columns, row), uniquingKeysWith: { $1 })
      let key = table.columns[0].name
      values[key] = values[key] ?? .integer(Int64(index + 1))
      if block.name == "mmap_lock" { values["success"] = values["success"] ?? .integer(1) }
      try insert(into: writer, table, values)
    }
  }

  private static func literal(_ value: SQLValue) -> String {
    if case .text(let text) = value { return "'\(text)'" }
    return text(value)
  }

  private static func text(_ value: SQLValue) -> String {
    switch value {
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let text): text
    default: "NULL"
    }
  }
}
