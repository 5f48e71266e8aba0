import CSQLite

/// An open database.
///
/// It is closed when the last reference and the last statement are gone.
///
/// A connection belongs to one thread at a time: SQLite's own locks are switched off.
public final class Connection {
  /// What a connection may do with its file.
  public enum Mode: Sendable {
    /// Only read; the file must exist.
    case readOnly
    /// Read and write; the file must exist.
    case readWrite
    /// Read and write; the file is made when it does not exist.
    case create
    /// Only read, without locks, beside another connection of this process that writes: `StoreWriter.reader()`.
    case beside
  }

  /// Bytes that a value may have: nothing in a recording is that long, and a crafted database may say anything.
  public static let longestValue: Int32 = 16 << 20

  /// The file as it was given; `:memory:` for a database without one.
  public let path: String
  /// What it was opened for.
  public let mode: Mode
  let handle: OpaquePointer

  /// Opens the database in `path`.
  ///
  /// - Throws: `StoreError` when the file cannot be opened. SQLite reads the file at the first statement
  ///   only, so a file that is no database is found then.
  public init(path: String, mode: Mode) throws(StoreError) {
    let flags =
      switch mode {
      case .readOnly, .beside: SQLITE_OPEN_READONLY
      case .readWrite: SQLITE_OPEN_READWRITE
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    var opened: OpaquePointer?
    let code = path.withFileName { name in
      sqlite3_open_v2(
        name, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
        mode == .beside ? "unix-none" : nil)
    }
    guard code == SQLITE_OK, let opened else {
      let what = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw StoreError(path, what, code: code)
    }
    sqlite3_limit(opened, SQLITE_LIMIT_LENGTH, Self.longestValue)
    // What is too much to sort in memory is sorted by two threads more, while the statement reads on.
    if mode == .readOnly { sqlite3_limit(opened, SQLITE_LIMIT_WORKER_THREADS, 2) }
    self.path = path
    self.mode = mode
    self.handle = opened
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs every statement in `sql` and drops the rows they give.
  ///
  /// - Throws: `StoreError` of the first statement that fails; those before it have been done.
  public func execute(_ sql: String) throws(StoreError) {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw error() }
  }

  /// Compiles the first statement of `sql`.
  ///
  /// - Throws: `StoreError` when SQLite does not understand it, or when there is no statement in `sql`.
  public func prepare(_ sql: String) throws(StoreError) -> Statement {
    var offset = 0
    guard let statement = try prepare(sql, from: &offset) else {
      throw StoreError(path, "no SQL statement in \"\(sql)\"")
    }
    return statement
  }

  /// Compiles the statement of `sql` at byte `offset`, and moves `offset` to the byte after it.
  ///
  /// - Returns: nil when only blanks and comments are left.
  /// - Throws: `StoreError` with `sqlOffset` counted from the start of `sql`.
  public func prepare(_ sql: String, from offset: inout Int) throws(StoreError) -> Statement? {
    var text = sql
    let start = offset
    var end = start
    var prepared: OpaquePointer?
    let code = text.withUTF8 { bytes in
      guard start < bytes.count, let base = bytes.baseAddress else { return SQLITE_OK }
      return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) { characters in
        // A comment is a statement of its own to SQLite, one that compiles to nothing: step over it.
        var code = SQLITE_OK
        while prepared == nil, code == SQLITE_OK, end < bytes.count {
          var tail: UnsafePointer<CChar>?
          code = sqlite3_prepare_v2(
            handle, characters + end, Int32(clamping: bytes.count - end), &prepared, &tail)
          guard code == SQLITE_OK, let tail, tail - characters > end else { break }
          end = tail - characters
        }
        return code
      }
    }
    guard code == SQLITE_OK else { throw error(sqlStart: end) }
    offset = end
    guard let prepared else { return nil }
    return Statement(prepared, of: self)
  }

  /// The integer in the first column of the first row that `sql` gives, nil without a row or for NULL.
  public func integer(_ sql: String) throws(StoreError) -> Int64? {
    var statement = try prepare(sql)
    guard try statement.step(), case .integer(let value) = statement[0] else { return nil }
    return value
  }

  /// Runs `body`, and interrupts a statement in it after so many steps of SQLite's machine.
  ///
  /// A count of steps, not of time: what is interrupted is the same on every run. An interrupted statement
  /// throws a `StoreError` for which `isInterruption` is true.
  public func withSteps<Result>(atMost steps: Int32, _ body: () throws -> Result) rethrows -> Result {
    sqlite3_progress_handler(handle, steps, { _ in 1 }, nil)
    defer { sqlite3_progress_handler(handle, 0, nil, nil) }
    return try body()
  }

  /// The text in the first column of the first row that `sql` gives, nil without a row or for NULL.
  public func text(_ sql: String) throws(StoreError) -> String? {
    var statement = try prepare(sql)
    guard try statement.step(), case .text(let value) = statement[0] else { return nil }
    return value
  }

  /// The last error of SQLite on this connection.
  ///
  /// `sqlStart` is where the failing statement began in its text.
  func error(sqlStart: Int = 0) -> StoreError {
    let offset = sqlite3_error_offset(handle)
    let code = sqlite3_extended_errcode(handle)
    let what = String(cString: sqlite3_errmsg(handle))
    return StoreError(
      path, code == SQLITE_TOOBIG ? "\(what): at most \(Self.longestValue >> 20) MiB" : what, code: code,
      sqlOffset: offset < 0 ? nil : sqlStart + Int(offset))
  }
}
