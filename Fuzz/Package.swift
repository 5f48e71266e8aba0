// swift-tools-version: 6.3
import PackageDescription

// A package of its own: no build of mmtrace compiles it. `make fuzz` builds it with libFuzzer and AddressSanitizer.
let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "mmtrace", path: "..")],
  targets: [
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        .product(name: "TraceStore", package: "mmtrace"), .product(name: "TraceIngest", package: "mmtrace"),
        .product(name: "TraceQuery", package: "mmtrace"), .product(name: "TraceReport", package: "mmtrace"),
      ],
      // scripts/fuzz says where it is: libFuzzer without main(), which clang's own option would add to every program
      // of the build, also to those that it runs itself.
      linkerSettings: [
        .unsafeFlags(Context.environment["FUZZER_RUNTIME"].map { [$0] } ?? []), .linkedLibrary("stdc++"),
      ])
  ]
)
