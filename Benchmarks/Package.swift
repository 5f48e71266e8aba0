// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that neither a build nor a test of mmtrace compiles it.
let package = Package(
  name: "Benchmarks",
  targets: [
    .executableTarget(
      name: "MakeTrace",
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error, .when(configuration: .release)),
      ])
  ]
)
