import Testing

@testable import TraceQuery

@Suite struct QueryHeaderTests {
  @Test func everyTagIsRead() throws {
    let header = try QueryHeader(
      """
      -- The longest waits. A row is one wait,
      -- whoever waited.
      --
      -- Second paragraph.
      --
      -- @requires mmap_lock_released handle_mm_fault|do_wp_page
      -- @requires tlb_flush
      -- @param limit integer 20 rows at
      --   most
      -- @param comm text NULL
      -- @column waited ns how long
      -- @column address address
      -- @see lock.blame, mmap_lock
      SELECT 1;
      -- @column not part of the head
      """, file: "x.sql")
    #expect(header.prose == ["The longest waits. A row is one wait, whoever waited.", "Second paragraph."])
    #expect(header.summary == "The longest waits")
    #expect(header.requires == [["mmap_lock_released"], ["handle_mm_fault", "do_wp_page"], ["tlb_flush"]])
    #expect(
      header.parameters == [
        .init(name: "limit", kind: .integer, standard: "20", comment: "rows at most"),
        .init(name: "comm", kind: .text, standard: nil, comment: ""),
      ])
    #expect(
      header.columns == [
        .init(name: "waited", unit: "ns", comment: "how long"),
        .init(name: "address", unit: "address", comment: ""),
      ])
    #expect(header.see == ["lock.blame", "mmap_lock"])
  }

  @Test(arguments: [
    ("-- Prose.\n-- @param limit number 20\nSELECT 1", "x.sql:2"),
    ("-- Prose.\n-- @param limit\nSELECT 1", "x.sql:2"),
    ("-- Prose.\n--\n-- @column x\nSELECT 1", "x.sql:3"),
    ("-- Prose.\n-- @needs x\nSELECT 1", "x.sql:2"),
    ("-- Prose.\n-- @requires\nSELECT 1", "x.sql:2"),
    ("SELECT 1", "x.sql:1"),
    ("", "x.sql:1"),
    ("-- @see x\nSELECT 1", "x.sql:1"),
  ])
  func aMistakeIsNamedWithItsLine(sql: String, place: String) {
    let error = #expect(throws: QueryError.self) { try QueryHeader(sql, file: "x.sql") }
    #expect(error?.kind == .badHeader)
    #expect(error?.subject == place)
  }

  @Test func anAlternativeIsEnough() throws {
    let header = try QueryHeader("-- P.\n-- @requires a b|c\n", file: "x")
    #expect(header.missing(from: ["a", "c"]).isEmpty)
    #expect(header.missing(from: ["a"]) == [["b", "c"]])
    #expect(header.missing(from: []) == [["a"], ["b", "c"]])
  }
}
