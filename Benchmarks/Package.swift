// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that whoever links the library never builds its benchmarks.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "session-buddy-telemetry", path: "..")],
  targets: [
    .target(name: "RawGRPC", linkerSettings: [.linkedLibrary("grpc"), .linkedLibrary("gpr")]),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "RawGRPC",
        .product(name: "SessionBuddyTelemetry", package: "session-buddy-telemetry"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)]
    ),
  ]
)
