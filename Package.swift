// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target of this package is compiled with.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "session-buddy-telemetry",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "SessionBuddyTelemetry", targets: ["SessionBuddyTelemetry"]),
    .library(name: "Telemetry", targets: ["Telemetry"]),
    .library(name: "ResourceDetectors", targets: ["ResourceDetectors"]),
    .library(name: "TelemetryTesting", targets: ["TelemetryTesting"]),
    .library(name: "TelemetryBootstrap", targets: ["TelemetryBootstrap"]),
    .library(name: "MetricsAdapter", targets: ["MetricsAdapter"]),
    .library(name: "LoggingAdapter", targets: ["LoggingAdapter"]),
    .library(name: "TracingAdapter", targets: ["TracingAdapter"]),
    .library(name: "ServiceLifecycleAdapter", targets: ["ServiceLifecycleAdapter"]),
    .executable(name: "session-buddy-telemetry", targets: ["session-buddy-telemetry"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // Floor 0: C, and bytes that know no message.
    .systemLibrary(name: "CGRPC", providers: [.apt(["libgrpc-dev"]), .brew(["grpc"])]),
    .target(name: "COTLP", linkerSettings: [.linkedLibrary("protobuf-c")]),

    .target(name: "CTelemetry"),
    .target(name: "CSignals"),
    .target(name: "WireFormat", swiftSettings: strict),
    .target(name: "Surroundings", swiftSettings: strict),

    // Floor 1: none of these imports another.
    .target(
      name: "Telemetry", dependencies: ["CTelemetry", "Surroundings", "WireFormat"], swiftSettings: strict),
    .target(name: "Settings", dependencies: ["Surroundings", "Yams"], swiftSettings: strict),
    .target(name: "GRPCTransport", dependencies: ["CGRPC"], swiftSettings: strict),

    // Floor 2.
    .target(
      name: "ResourceDetectors", dependencies: ["Surroundings", "Telemetry"], swiftSettings: strict),
    .target(
      name: "OTLPEncoding", dependencies: ["Telemetry", "WireFormat", "COTLP"], swiftSettings: strict),
    .target(
      name: "Spool",
      dependencies: [
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict
    ),

    // Floor 3.
    .target(
      name: "OTLPExporter",
      dependencies: ["Telemetry", "WireFormat", "OTLPEncoding", "GRPCTransport", "Spool"],
      swiftSettings: strict
    ),
    .target(
      name: "OTLPReceiver",
      dependencies: ["Telemetry", "OTLPEncoding", "GRPCTransport", "CGRPC"],
      swiftSettings: strict
    ),
    .target(name: "SessionBuddyBridge", dependencies: ["Telemetry"], swiftSettings: strict),
    .target(
      name: "TelemetryTesting",
      dependencies: ["Telemetry", "OTLPEncoding", "OTLPReceiver", "GRPCTransport"],
      swiftSettings: strict
    ),

    // Floor 4.
    .target(
      name: "SessionBuddySources",
      dependencies: ["Telemetry", "SessionBuddyBridge", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict
    ),

    .target(
      name: "MetricsAdapter",
      dependencies: ["Telemetry", .product(name: "CoreMetrics", package: "swift-metrics")],
      path: "Sources/TelemetryAdapters/MetricsAdapter",
      swiftSettings: strict
    ),
    .target(
      name: "LoggingAdapter",
      dependencies: ["Telemetry", .product(name: "Logging", package: "swift-log")],
      path: "Sources/TelemetryAdapters/LoggingAdapter",
      swiftSettings: strict
    ),
    .target(
      name: "TracingAdapter",
      dependencies: ["Telemetry", .product(name: "Tracing", package: "swift-distributed-tracing")],
      path: "Sources/TelemetryAdapters/TracingAdapter",
      swiftSettings: strict
    ),
    .target(
      name: "ServiceLifecycleAdapter",
      dependencies: [
        "Telemetry", .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      path: "Sources/TelemetryAdapters/ServiceLifecycleAdapter",
      swiftSettings: strict
    ),

    // Floor 5.
    .target(
      name: "SessionBuddyTelemetry",
      dependencies: [
        "CSignals", "Telemetry", "ResourceDetectors", "Settings", "GRPCTransport", "OTLPExporter",
        "SessionBuddyBridge", "Spool", "Surroundings",
      ],
      swiftSettings: strict
    ),

    // Floor 6.
    .target(
      name: "CollectorCheck",
      dependencies: [
        "SessionBuddyTelemetry", "Settings", "Telemetry", "OTLPEncoding", "OTLPExporter", "GRPCTransport",
      ],
      swiftSettings: strict
    ),
    .target(
      name: "TelemetryBootstrap",
      dependencies: [
        "SessionBuddyTelemetry", "Telemetry", "Settings", "MetricsAdapter", "LoggingAdapter",
        "TracingAdapter",
        "ServiceLifecycleAdapter", .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      path: "Sources/TelemetryAdapters/TelemetryBootstrap",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "session-buddy-telemetry",
      dependencies: [
        "SessionBuddyTelemetry", "SessionBuddyBridge", "SessionBuddySources", "Settings", "Telemetry",
        "OTLPReceiver", "CollectorCheck",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),

    // Nobody links it; the tests run it.
    .executableTarget(
      name: "search-service-example",
      dependencies: [
        "TelemetryBootstrap", .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      path: "Examples/search-service-example",
      swiftSettings: strict
    ),

    // What tests need of C.
    .target(name: "CTestSupport", path: "Tests/CTestSupport"),

    // What tests of several targets share.
    .target(
      name: "TestSupport",
      dependencies: ["COTLP", "GRPCTransport", .product(name: "GRDB", package: "GRDB.swift")],
      path: "Tests/TestSupport",
      swiftSettings: strict
    ),

    // One of two processes that share the id of a session, for the test of their link.
    .executableTarget(
      name: "SessionProcess",
      dependencies: ["SessionBuddyTelemetry"],
      path: "Tests/SessionProcess",
      swiftSettings: strict
    ),

    // A process that ends in every way there is, for the test of what becomes of its telemetry.
    .executableTarget(
      name: "EndingProcess",
      dependencies: ["CTestSupport", "SessionBuddyTelemetry"],
      path: "Tests/EndingProcess",
      swiftSettings: strict
    ),

    // A server on standard input and output, for the test of who else writes there.
    .executableTarget(
      name: "StdioProcess",
      dependencies: ["SessionBuddyTelemetry"],
      path: "Tests/StdioProcess",
      swiftSettings: strict
    ),

    // A process that shares a spool with the tests, and that they kill.
    .executableTarget(
      name: "SpoolProcess",
      dependencies: ["Spool"],
      path: "Tests/SpoolProcess",
      swiftSettings: strict
    ),

    .testTarget(
      name: "TelemetryTests",
      dependencies: ["CTestSupport", "Telemetry", "TelemetryTesting", "TestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ResourceDetectorsTests",
      dependencies: ["ResourceDetectors", "Surroundings", "Telemetry"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "GRPCTransportTests",
      dependencies: ["GRPCTransport", "OTLPReceiver", "TestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "OTLPReceiverTests",
      dependencies: ["OTLPReceiver", "OTLPEncoding", "GRPCTransport", "Telemetry"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "TelemetryTestingTests",
      dependencies: [
        "TelemetryTesting", "OTLPReceiver", "OTLPEncoding", "GRPCTransport", "Telemetry", "TestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "SessionBuddyTelemetryTests",
      dependencies: [
        "SessionBuddyTelemetry", "Settings", "OTLPReceiver", "GRPCTransport", "TelemetryTesting",
        "CTestSupport", "TestSupport", "SessionProcess", "EndingProcess", "StdioProcess",
        "session-buddy-telemetry",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "OTLPExporterTests",
      dependencies: [
        "OTLPExporter", "OTLPEncoding", "OTLPReceiver", "GRPCTransport", "Spool", "Telemetry",
        "TelemetryTesting", "TestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "OTLPEncodingTests",
      dependencies: ["OTLPEncoding", "WireFormat", "Telemetry", "TelemetryTesting", "TestSupport", "COTLP"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "SpoolTests",
      dependencies: [
        "Spool", "SpoolProcess", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "TelemetryAdaptersTests",
      dependencies: [
        "MetricsAdapter", "LoggingAdapter", "TracingAdapter", "ServiceLifecycleAdapter", "TelemetryBootstrap",
        "SessionBuddyTelemetry", "Telemetry", "TelemetryTesting", "TestSupport", "search-service-example",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "InMemoryLogging", package: "swift-log"),
        .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "MetricsTestKit", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      swiftSettings: strict
    ),
    .testTarget(name: "SettingsTests", dependencies: ["Settings"], swiftSettings: strict),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "COTLP", "GRPCTransport", "OTLPEncoding", "OTLPReceiver", "Settings", "Telemetry", "TelemetryTesting",
        "TestSupport", "WireFormat",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "SessionBuddyBridgeTests",
      dependencies: ["SessionBuddyBridge", "Telemetry", "TelemetryTesting", "TestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "SessionBuddySourcesTests",
      dependencies: [
        "SessionBuddySources", "SessionBuddyBridge", "Telemetry",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "DocumentationTests",
      dependencies: [
        "SessionBuddyTelemetry", "Settings", "TelemetryBootstrap", "TelemetryTesting",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "session-buddy-telemetry", "CollectorCheck", "SessionBuddyTelemetry", "SessionBuddyBridge",
        "OTLPReceiver", "GRPCTransport", "Telemetry", "TelemetryTesting", "TestSupport",
      ],
      swiftSettings: strict
    ),
  ]
)
