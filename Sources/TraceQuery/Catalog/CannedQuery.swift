/// A query with a name and a documented head; it also runs as it is in `sqlite3 trace.db < file`.
public struct CannedQuery: Sendable {
  /// `group.name`, from its path `group/name.sql`.
  public let id: String
  /// File it is from: a path below queries/ for one that is built in.
  public let file: String
  /// Its documentation.
  public let header: QueryHeader
  /// The whole text of the file.
  public let sql: String

  /// The part of the id before the dot.
  public var group: String { String(id.prefix { $0 != "." }) }

  /// Reads a query file.
  ///
  /// - Parameters:
  ///   - path: where it is below the folder of queries, `group/name.sql`.
  ///   - file: its name for messages.
  ///   - sql: its text.
  /// - Throws: `QueryError` of kind `badHeader`.
  public init(path: String, file: String, sql: String) throws(QueryError) {
    let name = path.hasSuffix(".sql") ? String(path.dropLast(4)) : path
    self.id = String(name.map { $0 == "/" ? "." : $0 })
    self.file = file
    self.sql = sql
    self.header = try QueryHeader(sql, file: file)
  }
}
