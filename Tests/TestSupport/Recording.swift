import TraceQuery
package import TraceStore

/// A recording of Tests/Fixtures with its judged database, which all tests of a run share.
package final class Recording {
  /// The recording's file.
  package let path: String
  /// Its database.
  package let database: String
  /// That, open for reading.
  package let connection: Connection
  private let temporary = TemporaryFolder()
  /// Where temporary files of a test can go; it is removed with this object.
  package var folder: String { temporary.path }

  /// The recording of that name; `.dat` may be left out.
  package init(_ name: String) throws {
    let file = name.hasSuffix(".dat") ? name : name + ".dat"
    let database = try Judged.database(of: file)
    path = Fixture.path(file)
    connection = try TraceDatabase.open(database) { database }
    self.database = database
  }
}
