import Synchronization
import Telemetry
import TelemetryTesting

/// A logger with a clock of its own, and every record that was emitted.
struct LogBench {
  let clock = ManualClock()
  let exporter = InMemoryLogRecordExporter()
  let provider: LoggerProvider
  let logger: Logger

  init(
    resource: Resource = Resource(),
    processors: [any LogRecordProcessor] = [],
    _ change: (inout LoggerProvider.Options) -> Void = { _ in },
    said: @escaping @Sendable (Diagnostic) -> Void = { _ in }
  ) {
    var options = LoggerProvider.Options()
    change(&options)
    provider = LoggerProvider(
      resource: resource,
      processors: processors + [SimpleLogRecordProcessor(exporter, clock: clock)],
      options: options,
      clock: clock,
      diagnostics: Diagnostics(handler: said)
    )
    logger = provider.logger(named: "bench", version: "1")
  }

  var records: [LogRecordData] { exporter.records }
  var bodies: [AttributeValue] { records.map(\.body) }
}

/// Notes what it is called for, and does what a test says.
final class ScriptedLogProcessor: LogRecordProcessor {
  private let calls = Mutex<[String]>([])
  private let isInterested: @Sendable (LogQuestion) -> Bool
  private let isDone: Bool
  private let change: @Sendable (inout EmittedLogRecord) -> Void

  init(
    isInterested: @escaping @Sendable (LogQuestion) -> Bool = { _ in true },
    isDone: Bool = true,
    changing change: @escaping @Sendable (inout EmittedLogRecord) -> Void = { _ in }
  ) {
    self.isInterested = isInterested
    self.isDone = isDone
    self.change = change
  }

  /// What it was called for, in order.
  var heard: [String] { calls.withLock { $0 } }

  func isEnabled(_ question: LogQuestion) -> Bool {
    calls.withLock { $0.append("isEnabled \(question.severity) \(question.eventName)") }
    return isInterested(question)
  }

  func onEmit(_ record: inout EmittedLogRecord) {
    calls.withLock { [body = record.body] in $0.append("onEmit \(body)") }
    change(&record)
  }

  func flush(until deadline: Instant) -> Bool {
    calls.withLock { $0.append("flush") }
    return isDone
  }

  func shutdown(until deadline: Instant) -> Bool {
    calls.withLock { $0.append("shutdown") }
    return isDone
  }
}

extension SpanContext {
  /// A context for tests.
  static func sample(_ span: UInt64, flags: TraceFlags = .sampled) -> SpanContext {
    SpanContext(traceID: TraceID(high: 1, low: 2), spanID: SpanID(span), flags: flags)
  }
}
