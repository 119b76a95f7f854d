import Logging
import ServiceLifecycle
import TelemetryBootstrap
import UnixSignals

/// Answers searches until there are no more, or until it is told to stop.
///
///     search-service-example SETTINGS-FILE QUERY…
@main
enum Program {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    // The one line. Everything below, and all of SearchService, speaks swift-log, swift-metrics and
    // swift-distributed-tracing.
    let telemetry = try TelemetrySystem.bootstrap(
      settingsAt: arguments.first ?? "settings/session-buddy.yaml")

    let logger = Logger(label: "search.main")
    let service = SearchService(queries: Array(arguments.dropFirst()))
    // Telemetry comes first: a group ends its services in the opposite order.
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: telemetry.service(logger: logger)),
          .init(service: service, successTerminationBehavior: .gracefullyShutdownGroup),
        ],
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger
      )
    )
    try await group.run()
  }
}
