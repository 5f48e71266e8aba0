public import TraceQuery

/// docs/tables.md: every table and view with its columns.
public enum SchemaMarkdown {
  /// The page, of the tables in the order in which `mmtrace schema` lists them.
  public static func page(_ tables: [TableDescription]) -> String {
    var page = """
      # Tables and views

      Made from catalogue/ and queries/judge: `make cases` writes this page anew, a test says that it is current.
      Times are integers in the unit of `trace.clock_unit`; NULL means not recorded.


      """
    let titles: [(TableDescription.Kind, String)] = [
      (.fact, "Facts, written by ingest"), (.judgement, "Judgements, derived by queries/judge"),
      (.view, "Views"),
    ]
    for (kind, title) in titles {
      page += "## \(title)\n\n"
      for table in tables where table.kind == kind {
        page +=
          "### \(table.name)\n\n\(cell(table.comment)).\n\n| column | type | unit | meaning |\n|---|---|---|---|\n"
        for column in table.columns {
          page += "| \(column.name) | \(column.type) | \(cell(column.unit)) | \(cell(column.comment)) |\n"
        }
        page += "\n"
      }
    }
    return page
  }

  private static func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("_", with: "\\_")
  }
}
