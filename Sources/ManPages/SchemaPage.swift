import TraceQuery

/// The page of section 5: what is in a database.
enum SchemaPage {
  static func page() -> String {
    var page = Roff.head("mmtrace-schema", section: 5, "tables of a database of mmtrace")
    page += Roff.section("DESCRIPTION", Roff.paragraphs(description))
    for (kind, title) in [
      (TableDescription.Kind.fact, "FACTS"), (.judgement, "JUDGEMENTS"), (.view, "VIEWS"),
    ] {
      page += ".SH \(title)\n"
      for table in TableDescription.all where table.kind == kind {
        page += ".SS \(Roff.escaped(table.name))\n\(Roff.escaped(table.comment)).\n"
        for column in table.columns {
          let type = [column.type, column.unit].filter { !$0.isEmpty }.joined(separator: ", ")
          page += Roff.item("\(Roff.bold(column.name)) (\(Roff.escaped(type)))", column.comment)
        }
      }
    }
    return page + Roff.section("SEE ALSO", "mmtrace(1),\nmmtrace\\-query(1),\nsqlite3(1)\n")
  }

  private static let description = """
    A database is one SQLite file with the facts and judgements of one recording. A row is one thing that happened, \
    with all its times, not one event.
    Times are integers in the unit of trace.clock_unit, nanoseconds for every clock that counts time. Addresses are \
    64 bits in a signed integer: printf('0x%x', address) shows them as the kernel does.
    Facts are written once, by mmtrace ingest. Judgements are derived from them by the SQL of this version, and \
    derived again by another version. Views give the events back, and facts for reading.
    """
}
