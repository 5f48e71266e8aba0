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
      // libFuzzer brings main().
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  ]
)
