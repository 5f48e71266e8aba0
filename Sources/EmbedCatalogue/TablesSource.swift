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
        /// For each event that a column of times is, the SELECT that gives it back.
        static let eventSelects: [String] = [
      \(catalogue.tables.flatMap(selects).map { "    \($0.literal),\n" }.joined())  ]
      }

      """
    return catalogue.replaced(text)
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

  private func selects(_ table: TableText) -> [String] {
    table.columns.filter { !$0.event.isEmpty }.map { column in
      let said = Dictionary(column.event.map { ($0.key, $0.value) }) { $1 }
      let values = [
        column.name, said["cpu"] ?? "cpu", said["tid"] ?? "tid", said["event"] ?? "NULL",
        said["mm"] ?? "mm_id",
        said["address"] ?? "NULL", said["detail"] ?? "NULL", "'\(table.name)'", "\(table.name)_id",
      ]
      let condition = said["when"].map { " AND \($0)" } ?? ""
      return
        "SELECT \(values.joined(separator: ", ")) FROM \(table.name) WHERE \(column.name) IS NOT NULL\(condition)"
    }
  }
}

extension Catalogue {
  /// With what each `@NAME@` stands for.
  func replaced(_ text: String) -> String {
    var text = text
    for (name, value) in values {
      text = text.split(separator: "@\(name)@", omittingEmptySubsequences: false).joined(separator: value)
    }
    return text
  }
}
