import TestSupport
import Testing

/// The recipes of docs/other-tools.md, run as they stand there, where their tool is installed.
@Suite(.serialized) struct OtherToolsTests {
  /// A block of shell with what must be there to run it, and what it prints.
  struct Recipe: CustomTestStringConvertible, Sendable {
    var heading: String
    var condition: String
    var commands: String
    var output: String?

    var testDescription: String { heading }
    var isPossible: Bool { Shell.output(of: "(\(condition)) >/dev/null 2>&1 && echo yes") != "" }
  }

  static let recipes = recipes(of: Shell.output(of: "cat '\(Files.tests)/../docs/other-tools.md'"))

  @Test func everyToolHasARecipe() {
    #expect(
      Set(Self.recipes.map(\.heading)).isSuperset(of: [
        "sqlite3", "Perfetto", "Datasette", "pandas", "DuckDB", "ClickHouse",
      ]))
  }

  @Test(arguments: recipes)
  func itPrintsWhatThePageSays(recipe: Recipe) throws {
    guard recipe.isPossible else {
      print("\(recipe.heading): not run, `\(recipe.condition)` fails; make test-tools installs it")
      return
    }
    let folder = TemporaryFolder()
    let recording = try Recording("lab3-lost-cr-gup")
    let program = String(Command.executable.prefix(Command.executable.count - "/mmtrace".count))
    let prepared = Shell.output(
      of: """
        cd '\(folder.path)' && cp '\(recording.database)' trace.db && chmod u+w trace.db \
        && ln -s '\(Files.tests)/../queries' queries && cp '\(Files.tests)/Tools/perfetto.py' . && echo ready
        """)
    try #require(prepared == "ready\n")
    try Files.write(recipe.commands, to: folder.path + "/recipe.sh")
    let printed = Shell.output(
      of:
        "cd '\(folder.path)' && PATH='\(program)':\"$PATH\" bash -eo pipefail recipe.sh 2>errors.txt; echo \"status $?\""
    )
    let errors = Shell.output(of: "cat '\(folder.path)/errors.txt'")
    #expect(printed.hasSuffix("status 0\n"), "\(errors)")
    if let output = recipe.output { #expect(printed == output + "status 0\n", "\(errors)") }
  }

  private static func recipes(of page: String) -> [Recipe] {
    var recipes: [Recipe] = []
    var heading = ""
    var condition: String?
    var fence: (kind: String, lines: [String])?
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if let open = fence {
        guard line == "```" else {
          fence?.lines.append(String(line))
          continue
        }
        let text = open.lines.map { $0 + "\n" }.joined()
        if open.kind == "sh", let needed = condition {
          recipes.append(Recipe(heading: heading, condition: needed, commands: text))
          condition = nil
        } else if open.kind == "text", !recipes.isEmpty {
          recipes[recipes.count - 1].output = text
        }
        fence = nil
      } else if line.hasPrefix("```") {
        fence = (String(line.dropFirst(3)), [])
      } else if line.hasPrefix("## ") {
        heading = String(line.dropFirst(3))
      } else if line.hasPrefix("<!-- run if: ") {
        condition = String(line.dropFirst("<!-- run if: ".count).dropLast(" -->".count))
      }
    }
    return recipes
  }
}
