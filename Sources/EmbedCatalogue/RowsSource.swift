/// For TraceIngest: a type for the rows of each fact table, and the writers of them all.
struct RowsSource {
  let catalogue: Catalogue

  init(_ catalogue: Catalogue) { self.catalogue = catalogue }

  var text: String {
    let tables = catalogue.tables
    let writers = tables.map { "  let \($0.name.swiftName): FactWriter<\($0.name.swiftType)Row>\n" }.joined()
    let inits = tables.map { "    \($0.name.swiftName) = try FactWriter(store)\n" }.joined()
    let counts = tables.map { "\($0.name.swiftName).count" }.joined(separator: " + ")
    return """
      // Written by EmbedCatalogue from catalogue/tables. Do not edit.

      internal import TraceStore

      /// The writers of every fact table.
      struct FactWriters {
      \(writers)
        init(_ store: StoreWriter) throws(IngestError) {
      \(inits)  }

        /// Rows written so far.
        var count: Int64 { \(counts) }
      }

      \(tables.map { $0.isIntegers ? integers($0) : mixed($0) }.joined(separator: "\n"))
      """
  }

  private func integers(_ table: TableText) -> String {
    let (type, width) = ("\(table.name.swiftType)Row", table.stored.count)
    return """
      /// A row of `\(table.name)`: \(table.comment).
      struct \(type): FactRow {
        static var table: Table { FactTables.\(table.name.swiftName) }

        /// A value for each stored column, in order; `none` is NULL.
        var values = InlineArray<\(width), Int64>(repeating: none)

      \(fields(table, "Int64"))}

      extension FactWriter where Row == \(type) {
        /// Writes a row.
        @inline(__always)
        func add(_ row: borrowing \(type)) throws(IngestError) {
          if let place = try newRow() { place.storeBytes(of: row.values, as: InlineArray<\(width), Int64>.self) }
        }
      }

      """
  }

  private func mixed(_ table: TableText) -> String {
    let type = "\(table.name.swiftType)Row"
    return """
      /// A row of `\(table.name)`: \(table.comment).
      struct \(type): FactRow {
        static var table: Table { FactTables.\(table.name.swiftName) }

        /// A value for each stored column, in order.
        var values = [SQLValue](repeating: .null, count: \(table.stored.count))

      \(fields(table, "SQLValue"))}

      extension FactWriter where Row == \(type) {
        /// Writes a row.
        func add(_ row: borrowing \(type)) throws(IngestError) { try insert(row.values) }
      }

      """
  }

  private func fields(_ table: TableText, _ type: String) -> String {
    table.stored.enumerated().map { index, column in
      """
        /// \(column.comment)\(column.unit.isEmpty ? "" : " (\(column.unit))").
        var \(column.name.swiftName): \(type) {
          @inline(__always) get { values[\(index)] }
          @inline(__always) set { values[\(index)] = newValue }
        }

      """
    }.joined()
  }
}
