internal import TraceStore

/// A row of a fact table, with a field for each stored column; the types are generated from catalogue/tables.
///
/// A new row is NULL in every column.
protocol FactRow {
  static var table: Table { get }
}

/// Writes the rows of one table and hands out their primary keys.
///
/// A key is taken when a thing begins, so keys follow time; the row is written when it is complete.
final class FactWriter<Row: FactRow> {
  private let store: StoreWriter
  /// For a table of integers; rows with text go one by one.
  private let batch: RowWriter?
  private var lastID: Int64 = 0
  private var inserted: Int64 = 0

  init(_ store: StoreWriter) throws(IngestError) {
    self.store = store
    guard Row.table.storedColumns.allSatisfy({ $0.kind == .integer }) else {
      batch = nil
      return
    }
    do { batch = try store.rows(Row.table) } catch { throw IngestError(error) }
  }

  /// Rows written so far.
  var count: Int64 { (batch?.count ?? 0) + inserted }

  /// The next primary key.
  @inline(__always)
  func newID() -> Int64 {
    lastID &+= 1
    return lastID
  }

  /// Where the integers of a new row go, the primary key first; nil for a table with text.
  @inline(__always)
  func newRow() throws(IngestError) -> UnsafeMutableRawPointer? {
    do { return try batch?.newRow() } catch { throw IngestError(error) }
  }

  /// Inserts a row with text.
  func insert(_ values: [SQLValue]) throws(IngestError) {
    inserted += 1
    do { try store.insert(Row.table, values) } catch { throw IngestError(error) }
  }
}

/// NULL in a row of integers.
let none = nullValue

extension IngestError {
  /// A failure of the database.
  init(_ error: StoreError) {
    self.init(error.file, error.what, hint: nil)
  }
}
