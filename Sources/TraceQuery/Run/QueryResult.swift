public import TraceStore

/// The answer to a question: columns with their units, and rows.
public struct QueryResult: Sendable, Equatable {
  /// A column of the answer.
  public struct Column: Sendable, Equatable {
    /// Name.
    public var name: String
    /// Unit as in the tables: `ns`, `address`, ...; empty where there is none or it is not known.
    public var unit: String

    /// A column.
    public init(_ name: String, unit: String = "") {
      self.name = name
      self.unit = unit
    }
  }

  /// Id of the canned query, nil for SQL of the user's own.
  public var query: String?
  /// Its columns, in order.
  public var columns: [Column]
  /// Its rows: as many values as there are columns.
  public var rows: [[SQLValue]]

  /// An answer.
  public init(query: String? = nil, columns: [Column], rows: [[SQLValue]]) {
    self.query = query
    self.columns = columns
    self.rows = rows
  }
}
