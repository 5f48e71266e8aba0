import PackagePlugin

/// Runs EmbedSQL over the `.sql` files of a target, so that `queries/` is compiled into the binary.
///
/// The target reaches `queries/` through a symbolic link inside its own folder: files outside a target
/// that are added later are not noticed by the build.
@main
struct EmbedQueries: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let module = target.sourceModule else { return [] }
    let queries = module.sourceFiles(withSuffix: ".sql").map(\.url).sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedQueries.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(queries.count) queries",
        executable: try context.tool(named: "EmbedSQL").url,
        arguments: [output.path] + queries.map(\.path),
        inputFiles: queries,
        outputFiles: [output])
    ]
  }
}
