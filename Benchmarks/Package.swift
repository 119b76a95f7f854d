// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that whoever links the library never builds its benchmarks.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "session-buddy-telemetry", path: "..")],
  targets: [
    .target(name: "RawGRPC", linkerSettings: [.linkedLibrary("grpc"), .linkedLibrary("gpr")]),
    // The library's own sources, by links: what it keeps to itself can be measured by itself too.
    .target(name: "ExponentialHistogram", swiftSettings: [.swiftLanguageMode(.v6)]),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "RawGRPC", "ExponentialHistogram",
        .product(name: "SessionBuddyTelemetry", package: "session-buddy-telemetry"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)]
    ),
  ]
)
