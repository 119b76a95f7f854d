// swift-tools-version: 6.2
import PackageDescription

// What is measured includes what the library keeps to itself: the benchmarks are compiled as a part of its package,
// which is named after the directory it stands in.
let library = Context.packageDirectory.split(separator: "/").dropLast().last ?? "session-buddy-telemetry"
let packageName = String(library).lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }

// A package of its own, so that whoever links the library never builds its benchmarks.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "session-buddy-telemetry", path: "..")],
  targets: [
    .target(name: "RawGRPC", linkerSettings: [.linkedLibrary("grpc"), .linkedLibrary("gpr")]),
    .target(name: "AllocationCount"),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "AllocationCount", "RawGRPC",
        .product(name: "SessionBuddyTelemetry", package: "session-buddy-telemetry"),
      ],
      packageAccess: false,
      swiftSettings: [
        .swiftLanguageMode(.v6), .unsafeFlags(["-package-name", String(packageName)]),
      ]
    ),
    // A part of its own, since it runs for minutes.
    .executableTarget(
      name: "Soak",
      dependencies: [
        .product(name: "SessionBuddyTelemetry", package: "session-buddy-telemetry"),
        .product(name: "TelemetryTesting", package: "session-buddy-telemetry"),
      ],
      packageAccess: false,
      swiftSettings: [.swiftLanguageMode(.v6)]
    ),
  ]
)
