// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableExperimentalFeature("Lifetimes"),
  .treatAllWarnings(as: .error, .when(configuration: .release)),
]

/// The README of each folder of a target, which is no source.
func readmes(_ folders: [String]) -> [String] { folders.map { $0.isEmpty ? "README.md" : "\($0)/README.md" } }

// The pipeline is the order of the targets: a record flows container -> decode -> pair (TraceIngest)
// -> store (TraceStore) -> judge (TraceQuery) -> report (TraceReport). Arrows point one way; a user of
// TraceQuery never links libtraceevent.
let package = Package(
  name: "mmtrace",
  products: [
    .executable(name: "mmtrace", targets: ["mmtrace"]),
    .library(name: "TraceStore", targets: ["TraceStore"]),
    .library(name: "TraceIngest", targets: ["TraceIngest"]),
    .library(name: "TraceQuery", targets: ["TraceQuery"]),
    .library(name: "TraceReport", targets: ["TraceReport"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(
      name: "CTraceEvent", pkgConfig: "libtraceevent", providers: [.apt(["libtraceevent-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

    // The one piece of C: a signal handler, which Swift cannot promise to be safe in.
    .target(name: "CMapGuard"),

    .target(
      name: "TraceStore", dependencies: ["CSQLite"], swiftSettings: settings,
      plugins: ["EmbedCataloguePlugin"]),
    // What to record of a kernel, from what it has; pure, so that it is tested without one.
    .target(
      name: "TraceRecord", exclude: readmes([""]), swiftSettings: settings,
      plugins: ["EmbedCataloguePlugin"]),
    .target(
      name: "TraceIngest",
      dependencies: [
        "TraceRecord", "TraceStore", "CMapGuard", "CTraceEvent", "CZstd", "CZlib", "CCrypto",
      ],
      exclude: readmes([
        "", "Container", "Container/Perf", "Container/Text", "Decode", "Pair", "Pair/Slots", "Treaty",
      ]),
      swiftSettings: settings,
      plugins: ["EmbedCataloguePlugin"]),
    .target(
      name: "TraceQuery", dependencies: ["TraceRecord", "TraceStore"],
      exclude: readmes([
        "", "Catalog", "Compare", "Database", "Findings", "Fleet", "Judge", "Run", "Timeline",
      ]),
      swiftSettings: settings,
      plugins: ["EmbedCataloguePlugin"]),
    .target(
      name: "TraceReport", dependencies: ["TraceQuery", "TraceRecord", "TraceStore"],
      exclude: readmes([
        "", "Classes", "Compare", "Datasette", "Fleet", "HTML", "Info", "Perfetto", "Report", "Tables",
      ]),
      swiftSettings: settings),
    .executableTarget(
      name: "mmtrace",
      dependencies: [
        "TraceRecord", "TraceStore", "TraceIngest", "TraceQuery", "TraceReport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: readmes(["", "Commands", "Fleet", "Record", "Terminal", "Traces", "Truth"]),
      swiftSettings: settings),

    // Writes the man pages from the definitions of the commands and tables; `make install` runs it.
    .executableTarget(
      name: "ManPages", dependencies: ["TraceQuery", "TraceStore"], exclude: readmes([""]),
      swiftSettings: settings),

    // Turns catalogue/ and queries/ into Swift, so that each fact is said once and the binary needs no files beside it.
    .executableTarget(name: "EmbedCatalogue", exclude: readmes([""]), swiftSettings: settings),
    .plugin(
      name: "EmbedCataloguePlugin", capability: .buildTool(), dependencies: ["EmbedCatalogue"],
      path: "Plugins/EmbedCatalogue"),

    // What all tests share: recordings, judged once in a run; cases that begin with events.
    .target(
      name: "TestSupport", dependencies: ["TraceIngest", "TraceQuery", "TraceStore"],
      path: "Tests/TestSupport", swiftSettings: settings),
    // Runs cases outside of the tests: `make cases`, `make mutants`.
    .executableTarget(
      name: "CaseRunner", dependencies: ["TestSupport"], path: "Tests/CaseRunner", swiftSettings: settings),
    .testTarget(name: "CaseTests", dependencies: ["TestSupport", "TraceQuery"], swiftSettings: settings),

    .testTarget(
      name: "TraceStoreTests", dependencies: ["TestSupport", "TraceStore", "CSQLite"], swiftSettings: settings
    ),
    .testTarget(name: "TraceRecordTests", dependencies: ["TraceRecord"], swiftSettings: settings),
    .testTarget(
      name: "TraceIngestTests", dependencies: ["TestSupport", "TraceIngest", "TraceStore"],
      swiftSettings: settings),
    .testTarget(
      name: "TraceQueryTests", dependencies: ["TestSupport", "TraceQuery", "TraceStore"],
      swiftSettings: settings),
    .testTarget(
      name: "TraceReportTests",
      dependencies: ["TestSupport", "TraceReport", "TraceQuery", "TraceIngest", "TraceStore"],
      exclude: ["Report/Golden"], swiftSettings: settings),
    // The judge against every interleaving of a simulated machine; docs/model.md.
    .testTarget(
      name: "ModelTests", dependencies: ["TestSupport", "TraceIngest", "TraceQuery", "TraceStore"],
      swiftSettings: settings),
    // What `check` says when a part of the evidence is taken away.
    .testTarget(
      name: "EvidenceTests", dependencies: ["TestSupport", "TraceIngest", "TraceQuery", "TraceStore"],
      swiftSettings: settings),
    .testTarget(
      name: "MmtraceTests",
      dependencies: ["TestSupport", "mmtrace", "TraceIngest", "TraceQuery", "TraceReport", "TraceStore"],
      swiftSettings: settings),
  ]
)
