import PackagePlugin

/// Runs EmbedCatalogue over the files of catalogue/ and queries/ that a target sees, so that they are compiled in.
///
/// A target reaches them through symbolic links inside its own folder: files outside a target that are added
/// later are not noticed by the build.
@main
struct EmbedCataloguePlugin: BuildToolPlugin {
  /// What each target is given.
  private static let outputs = [
    "TraceStore": ["tables"], "TraceIngest": ["rows", "events"], "TraceRecord": ["probes"],
    "TraceQuery": ["queries"],
  ]

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let module = target.sourceModule else { return [] }
    let suffixes = [".sql", ".txt", ".md"]
    let files = suffixes.flatMap { module.sourceFiles(withSuffix: $0).map(\.url) }.sorted {
      $0.path < $1.path
    }
    return try (Self.outputs[target.name] ?? []).map { what in
      let output = context.pluginWorkDirectoryURL.appending(path: "Embedded\(what.capitalized).swift")
      return .buildCommand(
        displayName: "Embedding \(what) for \(target.name)",
        executable: try context.tool(named: "EmbedCatalogue").url,
        arguments: [what, output.path] + files.map(\.path), inputFiles: files, outputFiles: [output])
    }
  }
}
