import Logging
import Metrics
import ServiceLifecycle
import TelemetryBootstrap
import Tracing

/// What the README shows of a program that knows the packages of the server community. It is compiled and not run, since
/// they can be bootstrapped once in a process; the example that is run does the same.
func tourOfAdapters(server: any Service) async throws {
  // README: bootstrap
  let telemetry = try TelemetrySystem.bootstrap(settingsAt: "settings/session-buddy.yaml")

  let logger = Logger(label: "ledger")
  let imports = Counter(label: "ledger.imports", dimensions: [("format", "csv")])
  withSpan("ledger.import", ofKind: .consumer) { span in
    span.attributes["ledger.rows"] = 1_204
    imports.increment()
    logger.info("imported", metadata: ["ledger.rows": .stringConvertible(1_204)])
  }

  // Telemetry comes first, so that it ends last; `telemetry.shutdown()` does without a group.
  try await ServiceGroup(services: [telemetry.service(), server], logger: logger).run()
  // README: end
}
