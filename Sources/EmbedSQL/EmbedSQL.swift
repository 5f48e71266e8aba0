import Foundation

/// Build tool: `EmbedSQL OUTPUT.swift FILE.sql...` writes each file as a Swift string literal.
///
/// The path below the last folder named `Queries` or `queries` becomes the query's path, `race/copied.sql`.
@main
struct EmbedSQL {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let output = arguments.first else { return }
    var swift = """
      // Written by EmbedSQL from queries/. Do not edit.

      enum EmbeddedQueries {
        /// Path below queries/ and text of every canned query.
        static let files: [(path: String, text: String)] = [

      """
    for path in arguments.dropFirst() {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      swift += "    (path: \"\(relative(path))\", text: ####\"\"\"\n\(text)\n\"\"\"####),\n"
    }
    swift += "  ]\n}\n"
    try swift.write(toFile: output, atomically: true, encoding: .utf8)
  }

  private static func relative(_ path: String) -> String {
    let parts = path.split(separator: "/")
    let root = parts.lastIndex { $0.lowercased() == "queries" } ?? parts.startIndex
    return parts[(root + 1)...].joined(separator: "/")
  }
}
