import Testing
import TraceQuery
@testable import TraceReport
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
                      page  comm              ns    x
        ------------------  ----------  --------  ---
        0xffffffffffffffff  a,"b"|c         5 ns    -
                    0x1000  two\\nlines  12.35 us  0.5

        """)
  }

  /// What the user asked for in SQL stays as it is; the header says what a table's column is measured in.
  @Test func numbersOfTypedSQLStayAsTheyAre() {
    let typed = QueryResult(columns: [.init("returned", unit: "ns")], rows: [[.integer(36_963_390)]])
    #expect(OutputFormat.table.render(typed) == "returned (ns)\n-------------\n     36963390\n")
    #expect(OutputFormat.csv.render(typed) == "returned\r\n36963390\r\n")
  }

  @Test func programsGetRawNumbersAndTheirUnit() {
    let result = QueryResult(
      query: "lock.longest_holds", columns: [.init("acquired", unit: "time"), .init("held", unit: "ns")],
      rows: [[.integer(17_023_517_032), .integer(36_963_390)]])
    #expect(OutputFormat.csv.render(result) == "acquired_ns,held_ns\r\n17023517032,36963390\r\n")
    #expect(OutputFormat.json.render(result).contains("{\"name\":\"acquired\",\"unit\":\"ns\"}"))
    #expect(
      OutputFormat.table.render(result)
        == "acquired (s)      held\n------------  --------\n17.023517032  36.96 ms\n")
  }

  @Test func aRowThatIsTooWideStandsUpright() throws {
    let upright = """
      -- row 1 of 2
      page  0xffffffffffffffff
      comm  a,"b"|c
      ns    5 ns
      x     -

      -- row 2 of 2
      page  0x1000
      comm  two\\nlines
      ns    12.35 us
      x     0.5

      """
    #expect(OutputFormat.vertical.render(result) == upright)
    for (width, expected) in [(44, upright), (45, OutputFormat.table.render(result))] {
      var text = ""
      var writer = AnswerWriter(.table, width: width) { text += $0 }
      try writer.begin(query: result.query, columns: result.columns)
      for row in result.rows { try writer.add(row) }
      try writer.finish()
      #expect(text == expected, "\(width)")
    }
  }

  @Test(
    arguments: [
      (0, "0 ns"), (999, "999 ns"), (-1500, "-1.500 us"), (9999, "9.999 us"), (12_345, "12.35 us"),
      (999_949, "999.9 us"), (999_960, "1.000 ms"), (36_963_390, "36.96 ms"), (59_547_540_000, "59.55 s"),
      (1_234_567_000_000_000, "1234567 s"), (.max, "9223372037 s"), (.min, "-9223372037 s"),
    ] as [(Int64, String)])
  func aLengthHasFourDigits(value: Int64, text: String) {
    #expect(Unit.reading(value, "ns") == text)
  }

  @Test func stacksAreFolded() throws {
    let columns: [QueryResult.Column] = [.init("event"), .init("events", unit: "count"), .init("stack")]
    let rows: [[SQLValue]] = [[.text("tlb_flush"), .integer(2), .text("a;b;c")], [.null, .null, .null]]
    let result = QueryResult(query: "trace.stacks", columns: columns, rows: rows)
    #expect(OutputFormat.folded.render(result) == "a;b;c 2\n")
    let other = OutputFormat.folded.render(QueryResult(query: "x", columns: [.init("a")], rows: []))
    #expect(other.contains("has no column stack"))
  }

  @Test func otherUnitsHaveTheirs() {
    #expect(Unit.reading(21_702_295_552 as Int64, "bytes") == "20.21 GiB")
    #expect(Unit.reading(-5 as Int64, "time") == "-0.000000005")
    #expect(Unit.reading(50.8, "percent") == "50.8 %")
    #expect(Unit.reading(7 as Int64, "count") == nil)
    #expect(Unit.header("waited", "order", inCells: true) == "waited (order)")
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
        | 0xffffffffffffffff | a,"b"\\|c | 5 ns |  |
        | 0x1000 | two\\\\nlines | 12.35 us | 0.5 |

        """)
  }

  @Test func textCannotDriveTheTerminal() {
    let result = QueryResult(columns: [.init("comm")], rows: [[.text("\u{1B}[31mred\u{9B}")]])
    for format in [OutputFormat.table, .md] {
      #expect(!format.render(result).unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x9b })
    }
    #expect(OutputFormat.jsonl.render(result) == "{\"comm\":\"\\u001b[31mred\\u009b\"}\n")
  }

  /// What turns text around, hides it or ends a line is shown, whoever named it.
  @Test(arguments: [
    "a\nVerdict:  no", "a\r\nb", "a\u{1B}]0;t\u{7}", "\u{202E}on\u{2066}x\u{2069}", "a\u{2028}b",
    "a\u{200B}\u{FEFF}b",
    "\u{E0041}", "a\u{85}b",
  ])
  func whatIsHiddenIsShown(text: String) {
    let shown = Printable.line(text)
    #expect(shown.unicodeScalars.allSatisfy { (0x20...0x7e).contains($0.value) }, "\(shown)")
    #expect(shown.contains("\\"))
    for format in OutputFormat.allCases where format != .csv && format != .folded {
      let lines = format.render(QueryResult(columns: [.init("x")], rows: [[.text(text)]]))
      let plain = format.render(QueryResult(columns: [.init("x")], rows: [[.text("plain")]]))
      #expect(lines.split(separator: "\n").count == plain.split(separator: "\n").count)
      #expect(lines.unicodeScalars.allSatisfy { $0 == "\n" || (0x20...0x7e).contains($0.value) })
    }
  }

  @Test func aNameIsAWordAmongWords() {
    #expect(Printable.name("mmload") == "mmload")
    let name = Printable.name("Verdict:  no")
    #expect(!name.contains(" ") && Printable.unglued(name) == "\"Verdict:  no\"")
    // Wherever a paragraph is wrapped, no line begins with what is inside.
    for lead in 40..<80 {
      let lines = Layout.wrap(String(repeating: "w ", count: lead / 2) + name + "-102 on CPU 1 copied a page")
      #expect(!Layout.document(lines).split(separator: "\n").contains { $0.hasPrefix("Verdict") })
    }
    #expect(Printable.brief(String(repeating: "n", count: 40_000_000)).utf8.count < 5000)
  }

  @Test func markdownStaysText() {
    for text in [
      "<script>x</script>", "# x", "- x", "**b** ~~s~~ `c`", "![i](u)", "&lt;", "http://x.y", "a|b",
    ] {
      let escaped = Markdown.escaped(text)
      #expect(String(escaped.filter { $0 != "\\" }) == text)
      #expect(escaped.utf8.count > text.utf8.count)
    }
  }

  @Test(arguments: OutputFormat.allCases)
  func nothingIsWrittenAsNothing(format: OutputFormat) {
    let empty = format.render(QueryResult(columns: [], rows: []))
    #expect(format == .json ? empty.hasPrefix("{\"mmtrace\":1,\"query\":null") : empty.isEmpty)
  }
}
