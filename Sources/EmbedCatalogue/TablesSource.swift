/// For TraceStore: every fact table, and the events that their columns of times are.
struct TablesSource {
  let catalogue: Catalogue

  init(_ catalogue: Catalogue) { self.catalogue = catalogue }

  var text: String {
    let tables = catalogue.tables.map(table).joined(separator: "\n")
    let all = catalogue.tables.map(\.name.swiftName).joined(separator: ", ")
    let text = """
      // Written by EmbedCatalogue from catalogue/tables. Do not edit.

      extension FactTables {
        /// Every fact table, in the order in which `mmtrace schema` lists them.
        public static let all: [Table] = [\(all)]

      \(tables)
      }

      extension Views {
        /// Every view, in the order in which `mmtrace schema` lists them.
        public static let all: [View] = [
      \(catalogue.views.map(view).joined())  ]
      }

      """
    let events = catalogue.tables.flatMap(selects).joined(separator: "\nUNION ALL\n")
    return catalogue.replaced(text, ["timeline": events])
  }

  private func table(_ table: TableText) -> String {
    let columns = table.columns.map { column in
      let words = [column.name.literal, ".\(column.type.lowercased())", column.unit.literal]
      guard let expression = column.generated else {
        return "      Column(\(words.joined(separator: ", ")), \(column.comment.literal)),\n"
      }
      return
        "      .generated(\(words.joined(separator: ", ")), as: \(expression.literal), \(column.comment.literal)),\n"
    }
    return """
        /// \(table.comment.prefix(1).uppercased() + table.comment.dropFirst()).
        public static let \(table.name.swiftName) = Table(
          \(table.name.literal), \(table.comment.literal),
          [
      \(columns.joined())    ])

      """
  }

  private func view(_ view: TableText) -> String {
    let columns = view.columns.map { column in
      "        Column(\(column.name.literal), .\(column.type.lowercased()), \(column.unit.literal), \(column.comment.literal)),\n"
    }
    let select = view.select.map { $0.hasSuffix(";") ? String($0.dropLast()) : $0 } ?? ""
    return """
          View(
            \(view.name.literal), \(view.comment.literal),
            [
      \(columns.joined())      ],
            select: ####\"""
      \(select)
      \"""####),

      """
  }

  private func selects(_ table: TableText) -> [String] {
    table.columns.filter { !$0.event.isEmpty }.map { column in
      let said = Dictionary(column.event.map { ($0.key, $0.value) }) { $1 }
      let values = [
        column.name, said["cpu"] ?? "cpu", said["tid"] ?? "tid", said["event"] ?? "NULL",
        said["mm"] ?? "mm_id",
        said["address"] ?? "NULL", said["detail"] ?? "NULL", "'\(table.name)'", "\(table.name)_id",
      ]
      let condition = said["when"].map { " AND \($0)" } ?? ""
      return catalogue.replaced(
        "SELECT \(values.joined(separator: ", ")) FROM \(table.name) WHERE \(column.name) IS NOT NULL\(condition)"
      )
    }
  }
}

extension Catalogue {
  /// With what each `@NAME@` stands for.
  func replaced(_ text: String, _ others: [String: String] = [:]) -> String {
    var text = text
    for (name, value) in others.merging(values, uniquingKeysWith: { $1 }) {
      text = text.split(separator: "@\(name)@", omittingEmptySubsequences: false).joined(separator: value)
    }
    return text
  }
}
