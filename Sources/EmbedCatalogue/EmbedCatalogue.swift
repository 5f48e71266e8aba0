import Foundation

/// Build tool: `EmbedCatalogue WHAT OUTPUT.swift FILE...` writes Swift from catalogue/ and queries/.
///
/// WHAT is `tables`, `rows`, `events`, `probes` or `queries`: what a target needs of them (the plugin knows).
@main
struct EmbedCatalogue {
  static func main() {
    do { try run() } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }

  private static func run() throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 2 else { throw CatalogueError("usage: EmbedCatalogue WHAT OUTPUT FILE...") }
    let files = try arguments.dropFirst(3).sorted().map { try SourceFile($0) }
    let swift: String
    switch arguments[1] {
    case "tables": swift = try TablesSource(Catalogue(files)).text
    case "rows": swift = try RowsSource(Catalogue(files)).text
    case "events": swift = try EventsSource(Catalogue(files)).text
    case "probes": swift = try ProbesSource(Catalogue(files)).text
    case "queries": swift = try QueriesSource(Catalogue(files), files).text
    default: throw CatalogueError("no such output: \(arguments[1])")
    }
    // What is written is compiled, and all that depends on it: not where nothing has changed.
    if (try? String(contentsOfFile: arguments[2], encoding: .utf8)) == swift { return }
    try swift.write(toFile: arguments[2], atomically: true, encoding: .utf8)
  }
}

/// A mistake in a file of the catalogue.
struct CatalogueError: Error, CustomStringConvertible {
  let description: String

  init(_ what: String) { description = what }

  /// With the place, as compilers print it.
  init(_ file: SourceFile, _ line: Int, _ what: String) {
    description = "\(file.path):\(line): error: \(what)"
  }
}

/// A file of catalogue/ or queries/, in memory.
struct SourceFile {
  let path: String
  let text: String

  init(_ path: String) throws {
    self.path = path
    text = try String(contentsOfFile: path, encoding: .utf8)
  }

  /// Its path below the last folder of that name, whatever the letters' case; nil when it is in none.
  func path(below folder: String) -> String? {
    let names = path.split(separator: "/")
    guard let root = names.lastIndex(where: { $0.lowercased() == folder }) else { return nil }
    return names[(root + 1)...].joined(separator: "/")
  }
}
