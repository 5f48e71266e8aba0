import CSQLite
import Glibc

/// Writes one database, from nothing to complete.
///
/// Rows of integers become pages on a second thread (Load) until the first SQL wants to see them; rows with text wait
/// in tables of the connection's own meanwhile, because SQLite may not write the file then. From there on SQLite does
/// everything.
///
/// The file has a temporary name until `finish()`: whoever sees the database sees all of it. One writer
/// belongs to one thread at a time.
public final class StoreWriter {
  /// `application_id` of every database of mmtrace: 'mmtr'.
  public static let applicationID: Int32 = 0x6d6d_7472
  /// `user_version`: what tables there are and what they mean.
  public static let schemaVersion: Int32 = 7

  /// The connection it writes through, in one transaction that `finish()` commits.
  ///
  /// - Note: nil once the writer has finished or was abandoned.
  public private(set) var connection: Connection?
  /// Where the database will be.
  public var path: String { file.target.path }

  private let file: DatabaseFile
  private let isSynced: Bool
  private var isDone = false
  /// Makes pages; nil when SQLite inserts every row.
  private var loading: LoadQueue?
  /// Brings what is in the file to the disk meanwhile.
  private var syncing: HandOver<Int32, Never>?
  private var isComplete = false
  private var rowWriters: [String: RowWriter] = [:]
  private var inserts: [String: InsertStatement] = [:]

  /// Begins a database that will be at `path`, with every fact table and view in it.
  ///
  /// - Parameters:
  ///   - path: where the database will be.
  ///   - replacing: whether it may take the place of a database of ours that is there.
  ///   - inputs: files that are read meanwhile and never written.
  ///   - synced: whether the disk has it when `finish` returns; a database that goes with the process needs no disk.
  ///   - pages: whether rows of integers become pages here; else SQLite inserts them, with the same result.
  /// - Throws: `StoreError` when the file may not be written, or cannot.
  public init(
    path: String, replacing: Bool = false, inputs: Set<FileIdentity> = [], synced: Bool = true,
    pages: Bool = true
  ) throws(StoreError) {
    isSynced = synced
    file = try DatabaseFile(OutputTarget(path, replacing: replacing, inputs: inputs, content: .database))
    do throws(StoreError) {
      let connection = try Connection(path: file.temporary, mode: .create)
      self.connection = connection
      // 8 KiB pages load 17 to 30 % faster than 4 KiB (1 M rows: 1.03 s, 1.37 s of 21 columns), 16 and 32 no
      // better. Nothing is safe before finish(), so nothing pays for safety: no journal, no sync, no other process.
      try connection.execute(
        """
        PRAGMA page_size = 8192;
        PRAGMA journal_mode = OFF;
        PRAGMA synchronous = OFF;
        PRAGMA cache_size = -16384;
        PRAGMA application_id = \(Self.applicationID);
        PRAGMA user_version = \(Self.schemaVersion);
        BEGIN;
        """)
      try LoadSchema.create(on: connection)
      if pages {
        try connection.execute("COMMIT")
        try beginPages(connection)
      }
    } catch {
      connection = nil
      file.remove()
      throw renamed(error)
    }
  }

  deinit { abandon() }

  /// The writer for the rows of a table whose stored columns are all integers.
  ///
  /// Asked twice for a table, it gives the same writer.
  public func rows(_ table: Table) throws(StoreError) -> RowWriter {
    if let known = rowWriters[table.name] { return known }
    do throws(StoreError) {
      let writer = try RowWriter(table, open())
      rowWriters[table.name] = writer
      return writer
    } catch {
      throw renamed(error)
    }
  }

  /// Makes a writer of pages for each table of integers, and a table of the connection's own for each other.
  private func beginPages(_ connection: Connection) throws(StoreError) {
    func number(_ sql: String) throws(StoreError) -> Int {
      guard let number = try connection.integer(sql) else {
        throw StoreError(path, "says nothing to: \(sql)")
      }
      return Int(number)
    }
    let file = PageFile(
      descriptor: file.descriptor, pageSize: try number("PRAGMA page_size"),
      pages: UInt32(try number("PRAGMA page_count")))
    var loaded: [LoadedTable] = []
    let tables = FactTables.all.filter(\.isIntegers)
    for table in tables {
      let root = try number("SELECT rootpage FROM sqlite_schema WHERE name = '\(table.name)'")
      loaded.append(LoadedTable(root: UInt32(root), columns: table.storedColumns.count))
    }
    let queue = LoadQueue(loaded, file)
    loading = queue
    for (number, table) in tables.enumerated() {
      rowWriters[table.name] = RowWriter(table, queue, number: number)
    }
    try LoadSchema.createWaiting(on: connection)
  }

  /// Ends the making of pages: SQLite sees every row, and does everything from here on.
  private func endPages() throws(StoreError) {
    guard let queue = loading else { return }
    let tables = FactTables.all.filter(\.isIntegers)
    for table in tables { try rowWriters[table.name]?.flush() }
    let late = try queue.finish()
    // Until here a failure has close() wait for the thread.
    loading = nil
    startSync()
    let connection = try open()
    inserts.removeAll()
    try connection.execute("BEGIN")
    try LoadSchema.moveWaiting(on: connection)
    for (table, rows) in zip(tables, late) {
      try rowWriters[table.name]?.insert(on: connection, late: rows)
    }
  }

  /// Lets the disk begin with the pages, on another thread: the sync at the end waits for the rest alone.
  private func startSync() {
    guard isSynced else { return }
    let sync = HandOver<Int32, Never>(capacity: 1) { _ = fdatasync($0) }
    _ = sync.give(file.descriptor)
    syncing = sync
  }

  /// Inserts one row, for tables with few rows or with text.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - values: one value for each of its stored columns.
  /// - Throws: `StoreError`, also when a value does not have the column's type.
  public func insert(_ table: Table, _ values: [SQLValue]) throws(StoreError) {
    precondition(values.count == table.storedColumns.count, "\(table.name): a value for each stored column")
    if loading != nil, table.isIntegers, let row = Self.integers(values) {
      // Its pages are being made: SQLite may not write there.
      return try rows(table).append(row.span)
    }
    do throws(StoreError) {
      let insert: InsertStatement
      if let known = inserts[table.name] {
        insert = known
      } else {
        insert = InsertStatement(try open().prepare(table.insertStatement))
        inserts[table.name] = insert
      }
      try insert.run(values)
    } catch {
      throw renamed(error)
    }
  }

  /// The values as a row of integers; nil when one is of another type, which SQLite refuses.
  private static func integers(_ values: [SQLValue]) -> [Int64]? {
    var row: [Int64] = []
    for value in values {
      switch value {
      case .null: row.append(nullValue)
      case .integer(let number): row.append(number)
      default: return nil
      }
    }
    return row
  }

  /// Runs SQL on the database; it sees every row that was appended before.
  public func execute(_ sql: String) throws(StoreError) {
    try flush()
    do throws(StoreError) { try open().execute(sql) } catch { throw renamed(error) }
  }

  /// Hands every appended row to SQLite, so that SQL on `connection` sees it, in the documented schema.
  public func flush() throws(StoreError) {
    do throws(StoreError) {
      try endPages()
      for writer in rowWriters.values { try writer.flush() }
      if !isComplete { try LoadSchema.complete(on: open()) }
      isComplete = true
    } catch {
      throw renamed(error)
    }
  }

  /// Another connection to what has been written so far, for a second thread to read while this one goes on.
  ///
  /// It takes no locks. The writer may add tables and rows to tables that the other one does not read, and nothing else; it
  /// commits when it finishes, so let go of the other one before.
  public func reader() throws(StoreError) -> Connection {
    try flush()
    do throws(StoreError) {
      try open().execute("COMMIT; BEGIN")
      let reader = try Connection(path: file.temporary, mode: .beside)
      // It reads the schema here, before more is written to it.
      _ = try reader.integer("SELECT count(*) FROM sqlite_schema")
      return reader
    } catch {
      throw renamed(error)
    }
  }

  /// Completes the database: everything is on the disk under its name when this returns.
  ///
  /// - Throws: `StoreError` when it cannot; nothing is left behind then.
  public func finish() throws(StoreError) {
    do throws(StoreError) {
      try flush()
      try open().execute("COMMIT")
      close()
      try file.publish(synced: isSynced)
      isDone = true
    } catch {
      abandon()
      throw renamed(error)
    }
  }

  /// Gives up and removes the temporary file; does nothing after `finish()`.
  public func abandon() {
    guard !isDone else { return }
    isDone = true
    close()
    file.remove()
  }

  private func open() throws(StoreError) -> Connection {
    guard let connection else { throw StoreError(path, "has been finished or abandoned") }
    return connection
  }

  private func close() {
    loading?.cancel()
    loading = nil
    syncing?.cancel()
    syncing = nil
    for writer in rowWriters.values { writer.close() }
    rowWriters.removeAll()
    inserts.removeAll()
    connection = nil
  }

  /// The user knows the database by its final name.
  private func renamed(_ error: StoreError) -> StoreError {
    var error = error
    error.file = path
    return error
  }
}

/// A prepared INSERT that can be kept in a dictionary.
private final class InsertStatement {
  private var statement: Statement

  init(_ statement: consuming Statement) { self.statement = statement }

  func run(_ values: [SQLValue]) throws(StoreError) {
    for (index, value) in values.enumerated() { try statement.bind(value, at: index + 1) }
    defer { statement.reset() }
    _ = try statement.step()
  }
}
