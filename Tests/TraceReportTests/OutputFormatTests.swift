import Testing
import TraceQuery
import TraceReport
import TraceStore

@Suite struct OutputFormatTests {
  private let result = QueryResult(
    query: "race.copied",
    columns: [.init("page", unit: "address"), .init("comm"), .init("ns", unit: "ns"), .init("x")],
    rows: [
      [.integer(-1), .text("a,\"b\"|c"), .integer(5), .null],
      [.integer(4096), .text("two\nlines"), .integer(12345), .real(0.5)],
    ])

  @Test func tableIsAligned() {
    #expect(
      OutputFormat.table.render(result) == """
                      page  comm           ns    x
        ------------------  ----------  -----  ---
        0xffffffffffffffff  a,"b"|c         5    -
                    0x1000  two\\nlines  12345  0.5

        """)
  }

  @Test func csvFollowsTheRFC() {
    #expect(
      OutputFormat.csv.render(result) == "page,comm,ns,x\r\n"
        + "0xffffffffffffffff,\"a,\"\"b\"\"|c\",5,\r\n0x1000,\"two\nlines\",12345,0.5\r\n")
  }

  @Test func csvTellsNullFromEmptyText() {
    let rows: [[SQLValue]] = [[.null, .text("")], [.text("x\r\ny"), .null]]
    let result = QueryResult(columns: [.init("a"), .init("b")], rows: rows)
    #expect(OutputFormat.csv.render(result) == "a,b\r\n,\"\"\r\n\"x\r\ny\",\r\n")
  }

  @Test func jsonHasUnitsAndAddressesAsText() {
    #expect(
      OutputFormat.json.render(result) == """
        {"mmtrace":1,"query":"race.copied","columns":[{"name":"page","unit":"address"},\
        {"name":"comm","unit":""},{"name":"ns","unit":"ns"},{"name":"x","unit":""}],"rows":[
        {"page":"0xffffffffffffffff","comm":"a,\\"b\\"|c","ns":5,"x":null},
        {"page":"0x1000","comm":"two\\nlines","ns":12345,"x":0.5}
        ]}

        """)
  }

  @Test func jsonLinesAreTheRows() {
    #expect(
      OutputFormat.jsonl.render(result) == """
        {"page":"0xffffffffffffffff","comm":"a,\\"b\\"|c","ns":5,"x":null}
        {"page":"0x1000","comm":"two\\nlines","ns":12345,"x":0.5}

        """)
  }

  @Test func markdownEscapes() {
    #expect(
      OutputFormat.md.render(result) == """
        | page | comm | ns | x |
        | --: | :-- | --: | --: |
        | 0xffffffffffffffff | a,"b"\\|c | 5 |  |
        | 0x1000 | two\\\\nlines | 12345 | 0.5 |

        """)
  }

  @Test func textCannotDriveTheTerminal() {
    let result = QueryResult(columns: [.init("comm")], rows: [[.text("\u{1B}[31mred\u{9B}")]])
    for format in [OutputFormat.table, .md] {
      #expect(!format.render(result).unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x9b })
    }
    #expect(OutputFormat.jsonl.render(result) == "{\"comm\":\"\\u001b[31mred\u{9B}\"}\n")
  }

  @Test(arguments: OutputFormat.allCases)
  func nothingIsWrittenAsNothing(format: OutputFormat) {
    let empty = format.render(QueryResult(columns: [], rows: []))
    #expect(format == .json ? empty.hasPrefix("{\"mmtrace\":1,\"query\":null") : empty.isEmpty)
  }
}
