import CSQLite

/// A compiled SQL statement; it keeps its connection open.
///
/// Parameters are numbered from 1, columns from 0, both as SQLite does.
public struct Statement: ~Copyable {
  private let handle: OpaquePointer
  private let connection: Connection

  init(_ handle: OpaquePointer, of connection: Connection) {
    self.handle = handle
    self.connection = connection
  }

  deinit { sqlite3_finalize(handle) }

  /// Moves to the next row, or does what a statement without rows does.
  ///
  /// - Returns: false when there is no further row.
  public mutating func step() throws(StoreError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw connection.error()
    }
  }

  /// Runs the statement to its end and makes it ready to run again; its parameters stay bound.
  public mutating func run() throws(StoreError) {
    while try step() {}
    reset()
  }

  /// Makes the statement ready to run again; its parameters stay bound.
  public mutating func reset() { sqlite3_reset(handle) }

  /// Gives parameter `index` a value.
  public mutating func bind(_ value: SQLValue, at index: Int) throws(StoreError) {
    let index = Int32(clamping: index)
    let code =
      switch value {
      case .null: sqlite3_bind_null(handle, index)
      case .integer(let integer): sqlite3_bind_int64(handle, index, integer)
      case .real(let real): sqlite3_bind_double(handle, index, real)
      case .text(let text): csqlite_bind_text(handle, index, text, Int32(clamping: text.utf8.count))
      case .blob(let bytes): csqlite_bind_blob(handle, index, bytes, Int32(clamping: bytes.count))
      }
    guard code == SQLITE_OK else { throw connection.error() }
  }

  /// Whether the statement cannot change a database.
  public var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

  /// Names of the parameters, without `:`, `@` or `$`; an unnamed one has its number as its name.
  public var parameterNames: [String] {
    (1...max(1, sqlite3_bind_parameter_count(handle))).compactMap { index in
      guard index <= sqlite3_bind_parameter_count(handle) else { return nil }
      guard let name = sqlite3_bind_parameter_name(handle, index) else { return String(index) }
      return String(String(cString: name).dropFirst())
    }
  }

  /// Number of columns of its rows; 0 for a statement that gives none.
  public var columnCount: Int { Int(sqlite3_column_count(handle)) }

  /// Names of the columns.
  public var columnNames: [String] {
    (0..<columnCount).map { index in
      sqlite3_column_name(handle, Int32(index)).map { String(cString: $0) } ?? ""
    }
  }

  /// The column of a table that each column of its rows is, through views and subqueries; nil for what is computed.
  public var columnOrigins: [(table: String, column: String)?] {
    (0..<columnCount).map { index in
      guard let table = sqlite3_column_table_name(handle, Int32(index)),
        let column = sqlite3_column_origin_name(handle, Int32(index))
      else { return nil }
      return (String(cString: table), String(cString: column))
    }
  }

  /// The value of a column in the current row.
  public subscript(_ column: Int) -> SQLValue {
    let column = Int32(clamping: column)
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
    case SQLITE_TEXT: return .text(String(decoding: bytes(of: column), as: UTF8.self))
    case SQLITE_BLOB: return .blob(Array(bytes(of: column)))
    default: return .null
    }
  }

  /// A column of integers in the current row; 0 for NULL.
  public func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(clamping: column)) }

  /// Every value of the current row.
  public var row: [SQLValue] { (0..<columnCount).map { self[$0] } }

  private func bytes(of column: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(handle, column)
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }
}
