import TraceQuery

/// The page of section 7 about the canned queries, made from their heads.
enum QueriesPage {
  static func page() throws -> String {
    var page = Roff.head("mmtrace-queries", section: 7, "canned queries of mmtrace")
    page += Roff.section("DESCRIPTION", Roff.paragraphs(description))
    var group = ""
    for query in try Catalog().queries {
      if query.group != group {
        group = query.group
        page += ".SH \(Roff.escaped("\(group) queries".uppercased()))\n"
      }
      page += section(query)
    }
    return page
      + Roff.section("SEE ALSO", "mmtrace\\-query(1),\nmmtrace\\-queries(1),\nmmtrace\\-schema(5)\n")
  }

  private static func section(_ query: CannedQuery) -> String {
    let header = query.header
    var text = ".SS \(Roff.escaped(query.id))\n" + Roff.paragraphs(header.prose.joined(separator: "\n"))
    if !header.requires.isEmpty {
      let events = header.requires.map { $0.joined(separator: " or ") }.joined(separator: ", ")
      text += Roff.paragraphs("Needs these events recorded: \(events).")
    }
    for parameter in header.parameters {
      let value = parameter.standard.map { ", \($0) if it is not given" } ?? ""
      text += Roff.item(
        "-p \(Roff.bold(parameter.name))=\(parameter.kind.rawValue)", parameter.comment + value)
    }
    for column in header.columns {
      text += Roff.item("\(Roff.bold(column.name)) (\(Roff.escaped(column.unit)))", column.comment)
    }
    return text
  }

  private static let description = """
    Each of them answers one question about a recording; mmtrace query DB NAME asks it. They are plain SQL, run \
    in sqlite3 as they are, and are installed as share/mmtrace/queries/GROUP/NAME.sql; mmtrace queries NAME --sql \
    prints one. The first row is the one that matters most.
    Units: ns is a length of time, time a moment on the recording's clock in nanoseconds. A table for people shows \
    36.96 ms and seconds as trace-cmd does; csv, json and jsonl have the bare integers, csv with the unit in the \
    name of the column (held_ns). Where the clock counts something else, its unit stands in their place.
    A query does not answer without the events that it needs: it says which, and how to record them.
    """
}
