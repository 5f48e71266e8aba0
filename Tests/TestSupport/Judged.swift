package import TraceIngest
import TraceQuery
package import TraceStore

/// A recording's database, judged.
package enum Judged {
  private static let databases = OnceByName<String>()

  /// The database of a recording in Tests/Fixtures: made once in a run, for everybody to read.
  package static func database(of fixture: String) throws -> String {
    try databases.value(fixture) {
      let path = "\(RunFolder.path)/\(fixture).db"
      let store = try StoreWriter(path: path)
      _ = try ingest(Fixture.path(fixture), into: store)
      try Judge.judge(store)
      try store.finish()
      return path
    }
  }

  /// A database that is gone when the test lets go of it: nothing of it waits for the disk.
  package static func store(
    of recording: String, in folder: TemporaryFolder, options: IngestOptions = IngestOptions()
  ) throws -> StoreWriter {
    let store = try StoreWriter(path: folder.path + "/judged.db", replacing: true)
    _ = try ingest(recording, into: store, options: options)
    try Judge.judge(store)
    return store
  }
}

extension StoreWriter {
  /// The connection of a writer that has not finished.
  package func reading() throws -> Connection {
    guard let connection else { throw Files.Failure(path: path) }
    return connection
  }
}
