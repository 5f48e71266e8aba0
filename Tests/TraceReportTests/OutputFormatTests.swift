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
    for format in OutputFormat.allCases where format != .csv {
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
