import CSQLite

extension Connection {
  /// Refuses statements that could touch another file than the connection's own.
  ///
  /// A connection opened `.readOnly` cannot change its database; without ATTACH it cannot write a new one
  /// either (`VACUUM INTO`). For SQL that a user typed.
  public func refuseOtherFiles() {
    sqlite3_set_authorizer(
      handle,
      { _, action, _, _, _, _ in
        action == SQLITE_ATTACH || action == SQLITE_DETACH ? SQLITE_DENY : SQLITE_OK
      }, nil)
  }
}
