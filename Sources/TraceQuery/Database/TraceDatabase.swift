import Glibc
public import TraceStore

/// Databases of mmtrace as files.
public enum TraceDatabase {
  /// Whether the file at `path` is an SQLite database, by its first bytes.
  public static func isDatabase(_ path: String) -> Bool {
    // What is read of a pipe is gone for whoever opens it next.
    var status = stat()
    guard path.withFileName({ stat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFREG,
      let file = path.withFileName({ fopen($0, "re") })
    else { return false }
    defer { fclose(file) }
    var head = [UInt8](repeating: 0, count: 16)
    return fread(&head, 1, 16, file) == 16 && head == Array("SQLite format 3\0".utf8)
  }

  /// Opens a database for reading, judged by this version's judge.
  ///
  /// One that another judge judged is judged again: in place when it can be written, else in a copy.
  ///
  /// - Parameters:
  ///   - path: the database.
  ///   - copy: where to put the copy, if one is needed; the caller removes it.
  /// - Returns: a connection that only reads.
  /// - Throws: `QueryError` of kind `wrongFile` or `store`.
  public static func open(_ path: String, copy: () -> String) throws(QueryError) -> Connection {
    if FileIdentity(path + "-journal") != nil {
      // Somebody who judged it was killed: only a connection that may write takes that back.
      _ = try? Connection(path: path, mode: .readWrite).integer("SELECT count(*) FROM sqlite_schema")
    }
    let connection = try storing { () throws(StoreError) in try Connection(path: path, mode: .readOnly) }
    try check(connection)
    if try Judge.isCurrent(connection) { return connection }
    if path.withFileName({ access($0, W_OK) }) == 0, (try? Judge.ensureJudged(path)) != nil {
      return try storing { () throws(StoreError) in try Connection(path: path, mode: .readOnly) }
    }
    // The file, its folder or its file system may only be readable.
    let judged = copy()
    let quoted = judged.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
    try storing { () throws(StoreError) in try connection.execute("VACUUM INTO '\(quoted)'") }
    try Judge.ensureJudged(judged)
    return try storing { () throws(StoreError) in try Connection(path: judged, mode: .readOnly) }
  }

  private static func check(_ connection: Connection) throws(QueryError) {
    // Whose file it is nobody knows: its views may not do more than read it.
    try storing { () throws(StoreError) in
      try connection.execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
    }
    let (id, schema) = try storing { () throws(StoreError) in
      (try connection.integer("PRAGMA application_id"), try connection.integer("PRAGMA user_version"))
    }
    guard id == Int64(StoreWriter.applicationID) else {
      throw QueryError(.wrongFile, connection.path, "an SQLite database, but not one of mmtrace")
    }
    guard let schema, schema == Int64(StoreWriter.schemaVersion) else {
      let known = StoreWriter.schemaVersion
      throw QueryError(
        .wrongFile, connection.path,
        "has schema version \(schema ?? 0), this mmtrace knows version \(known)",
        hints: ["mmtrace ingest --force TRACE writes it anew"])
    }
  }
}
