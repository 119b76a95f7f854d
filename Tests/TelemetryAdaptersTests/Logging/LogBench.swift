import Logging
import LoggingAdapter
import Telemetry
import TelemetryTesting

/// Loggers of swift-log, and the records that come of their messages.
struct LogBench {
  let clock = ManualClock()
  let exporter = InMemoryLogRecordExporter()
  let provider: LoggerProvider

  init() {
    provider = LoggerProvider(
      resource: Resource(),
      processors: [SimpleLogRecordProcessor(exporter, clock: clock)],
      clock: clock,
      diagnostics: Diagnostics { _ in }
    )
  }

  var records: [LogRecordData] { exporter.records }

  /// A logger of everything, down to `trace`.
  func logger(
    _ label: String = "ledger",
    metadataProvider: Logging.Logger.MetadataProvider? = nil
  ) -> Logging.Logger {
    var logger = Logging.Logger(label: label) { handler($0, metadataProvider) }
    logger.logLevel = .trace
    return logger
  }

  func handler(
    _ label: String, _ metadataProvider: Logging.Logger.MetadataProvider? = nil
  ) -> TelemetryLogHandler {
    TelemetryLogHandler(
      label: label, provider: provider, metadataProvider: metadataProvider, clock: clock)
  }
}

extension LogRecordData {
  /// The attributes without those that say where the message was written.
  var metadata: AttributeSet {
    AttributeSet(attributes.filter { !$0.key.hasPrefix("code.") }.map { ($0.key, $0.value) })
  }
}
