import Testing

@testable import TraceQuery
@testable import TraceReport

@Suite struct InfoTextTests {
  @Test func verdictsAreOneLineAndTheirReasons() {
    var verdict = Verdict(answer: .race, reasons: [])
    verdict.reasons = [
      .init(code: "copied", weighs: .race, text: "a page was copied", count: 3),
      .init(code: "lost", weighs: .inconclusive, text: "events were lost", count: 1),
    ]
    let race = VerdictText.render(verdict, of: "a.dat")
    #expect(race == "a.dat: race\n  copied: a page was copied (3 times)\n")
    verdict.answer = .inconclusive
    let unclear = VerdictText.render(verdict, of: "a.dat", kernel: "Linux 6.1.0")
    #expect(
      unclear.hasPrefix("a.dat: inconclusive\n  events were lost\n  next: Larger buffers: mmtrace record"))
  }

  @Test func aQueryIsShownWithAllItNeeds() throws {
    let query = try CannedQuery(
      path: "g/n.sql", file: "n.sql",
      sql: """
        -- What it is.
        -- @requires a|b c
        -- @param limit integer 5 rows
        -- @column x ns time
        -- @see trace.ledger
        SELECT 1 AS x
        """)
    #expect(
      CatalogText.query(query) == """
        g.n

        What it is.

        needs these events recorded:
          a or b
          c

        parameter  type     default  meaning
        ---------  -------  -------  -------
        limit      integer  5        rows

        column  unit  meaning
        ------  ----  -------
        x       ns    time

        see also: trace.ledger

        SELECT 1 AS x

        """)
  }
}
