import ArgumentParser
import TraceQuery

/// What TAB completes besides options and files: names that only mmtrace knows.
enum Completions {
  /// Names of canned queries, those of MMTRACE_QUERY_PATH too.
  static let queries = CompletionKind.custom { _, _, prefix in
    catalog.map(\.id).filter { $0.hasPrefix(prefix) }
  }

  /// Parameters of the query in the command line, or of any, as `name=`.
  static let parameters = CompletionKind.custom { words, _, prefix in
    let asked = catalog.filter { words.contains($0.id) }
    let names = (asked.isEmpty ? catalog : asked).flatMap { $0.header.parameters.map { $0.name + "=" } }
    return Set(names).sorted().filter { $0.hasPrefix(prefix) }
  }

  /// Names of tables and views.
  static let tables = CompletionKind.custom { _, _, prefix in
    TableDescription.all.map(\.name).filter { $0.hasPrefix(prefix) }.sorted()
  }

  private static var catalog: [CannedQuery] {
    let folder = StartingPoint.environment("MMTRACE_QUERY_PATH")
    return (try? Catalog(directory: folder).queries) ?? []
  }
}
