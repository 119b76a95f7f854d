import AllocationCount
import RawGRPC
import SessionBuddyTelemetry
import Synchronization

/// What a log record costs, as multiples of one relaxed atomic addition measured in turns with it.
struct LogBenchmarks {
  let floor: AtomicFloor
  private let ready: AttributeSet = ["route": "/v1/search", "method": "GET", "status": 200, "cached": true]

  func run(into report: inout Report) {
    let provider = LoggerProvider(resource: Resource(), processors: [DiscardingProcessor()])
    let logger = provider.logger(named: "bench")
    add(&report, "log record, ready set of 4 attributes, discarded") { count in
      for _ in 0..<count { logger.emit("search finished", severity: .info, attributes: ready) }
    }
    let configuration = LoggerConfiguration(minimumSeverity: .warn)
    provider.configureLoggers { _ in configuration }
    add(&report, "log record below the least severity") { count in
      for _ in 0..<count { logger.emit("search finished", severity: .info, attributes: ready) }
    }
    exported(&report)
  }

  /// Through the front door, up to the batch that is handed over; another thread sends it meanwhile, so that memory is used
  /// again as in a program that runs for long.
  private func exported(_ report: inout Report) {
    let server = raw_server_start()
    defer { raw_server_stop(server) }
    var settings = TelemetrySettings()
    settings.logsEnabled = true
    settings.exportInterval = .seconds(3_600)
    settings.endpoint =
      (try? CollectorEndpoint("http://127.0.0.1:\(raw_server_port(server))")) ?? settings.endpoint
    guard let telemetry = try? SessionTelemetry(settings, diagnostics: Diagnostics { _ in }) else { return }
    let body = { (count: Int) in
      for _ in 0..<count { telemetry.logger.emit("search finished", severity: .info, attributes: ready) }
      // Not a part of the thread's own time.
      _ = telemetry.flush(within: .seconds(10))
    }
    add(&report, "log record, ready set of 4 attributes, encoded", operations: 5_000, body)
    add(&report, "log record, literal of 4 attributes, encoded", operations: 5_000) { count in
      for _ in 0..<count {
        telemetry.logger.emit(
          "search finished", severity: .info,
          attributes: ["route": "/v1/search", "method": "GET", "status": 200, "cached": true])
      }
      _ = telemetry.flush(within: .seconds(10))
    }
    let before = allocation_count()
    for _ in 0..<400 { telemetry.logger.emit("search finished", severity: .info, attributes: ready) }
    report.add(
      "log record, ready set of 4 attributes, allocations", "\(allocation_count() - before)",
      "of 400 records")
    telemetry.shutdown(within: .zero)
  }

  private func add(
    _ report: inout Report,
    _ name: String,
    operations: Int = 200_000,
    _ body: (Int) -> Void
  ) {
    report.add(
      name, paired(operations: operations, floorOperations: 200_000, floor: { floor.add($0) }, body),
      of: "atomic add")
  }
}

private final class DiscardingProcessor: LogRecordProcessor {
  func onEmit(_ record: inout EmittedLogRecord) {}
  func flush(until deadline: Instant) -> Bool { true }
  func shutdown(until deadline: Instant) -> Bool { true }
}
