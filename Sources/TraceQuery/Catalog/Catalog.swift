/// The canned queries: those built in, and those of a folder that the user names.
public struct Catalog: Sendable {
  /// Every query, by id.
  public let queries: [CannedQuery]

  /// The queries that are built in, with those of a folder beside or instead of them.
  ///
  /// - Parameter directory: folder with `group/name.sql` files; one with the id of a built-in query
  ///   takes its place.
  /// - Throws: `QueryError` when the folder cannot be read or a header is wrong.
  public init(directory: String? = nil) throws(QueryError) {
    var byID: [String: CannedQuery] = [:]
    for (path, text) in EmbeddedQueries.files where !path.hasPrefix(Judge.folder) {
      let query = try CannedQuery(path: path, file: "queries/\(path)", sql: text)
      byID[query.id] = query
    }
    if let directory {
      for (path, text) in try QueryFolder.files(in: directory) where !path.hasPrefix(Judge.folder) {
        let query = try CannedQuery(path: path, file: "\(directory)/\(path)", sql: text)
        byID[query.id] = query
      }
    }
    queries = byID.values.sorted { $0.id < $1.id }
  }

  /// The query of that id.
  ///
  /// - Throws: `QueryError` of kind `unknownQuery`, with ids that look alike.
  public func query(_ id: String) throws(QueryError) -> CannedQuery {
    if let query = queries.first(where: { $0.id == id }) { return query }
    let alike =
      queries.map(\.id).filter { id.contains($0.drop { $0 != "." }.dropFirst()) }
      + Spelling.alike(id, among: queries.map(\.id))
    let hints =
      alike.isEmpty
      ? ["mmtrace queries lists them"]
      : ["did you mean \(alike.prefix(3).joined(separator: ", "))?", "mmtrace queries lists them all"]
    throw QueryError(.unknownQuery, id, "no such query", hints: hints)
  }
}
