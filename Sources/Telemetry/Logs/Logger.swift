/// What all records of one logger need.
final class LoggerCore: Sendable {
  let identity: ScopeIdentity
  let processors: [any LogRecordProcessor]
  let limits: AttributeLimits
  let clock: any TelemetryClock
  let settings: LoggerSwitch
  /// Nil unless the provider counts its records.
  let meters: LogMeters?

  init(
    identity: ScopeIdentity,
    processors: [any LogRecordProcessor],
    limits: AttributeLimits,
    clock: any TelemetryClock,
    settings: LoggerSwitch,
    meters: LogMeters?
  ) {
    self.identity = identity
    self.processors = processors
    self.limits = limits
    self.clock = clock
    self.settings = settings
    self.meters = meters
  }
}

/// Emits the log records of one instrumentation scope.
///
/// A logger comes from a ``LoggerProvider``. It is safe from any thread, and emitting never throws and never waits for an
/// export (L-05).
///
/// ```swift
/// logger.emit("index rebuilt", severity: .info, attributes: ["session.id": "s1"])
/// logger.emit(event: "session_buddy.index.rebuilt", attributes: ["documents": 1_204])
/// ```
public struct Logger: Sendable {
  private let core: LoggerCore

  init(_ core: LoggerCore) {
    self.core = core
  }

  /// Whether a record of this kind would have any effect; saves making one that has none (L-04, L-18).
  ///
  /// Nobody has to ask. The answer may change, so ask each time.
  public func isEnabled(
    severity: Severity = .unspecified,
    eventName: String = "",
    context: LogContext = .current
  ) -> Bool {
    let configuration = core.settings.configuration
    guard !core.processors.isEmpty, configuration.admits(severity) else { return false }
    let context = context.spanContext
    guard configuration.admits(context) else { return false }
    let question = LogQuestion(
      scope: core.identity.scope, severity: severity, eventName: eventName, spanContext: context)
    return core.processors.contains { $0.isEnabled(question) }
  }

  /// Hands `record` to the processors, in their order, on this thread.
  public func emit(_ record: LogRecord) {
    guard begin(record.severity) else { return }
    finish(record)
  }

  /// Counts a record that is about to be made; false when nobody wants one of its severity.
  private func begin(_ severity: Severity) -> Bool {
    let configuration = core.settings.configuration
    guard configuration.isEnabled, !core.processors.isEmpty else { return false }
    core.meters?.noteCreated()
    return configuration.admits(severity)
  }

  private func finish(_ record: LogRecord) {
    let context = record.context.spanContext
    guard core.settings.configuration.admits(context) else { return }
    var emitted = EmittedLogRecord(record, of: core, in: context)
    for processor in core.processors { processor.onEmit(&emitted) }
  }

  /// Emits a record of these parts, now and in the current span (L-07).
  public func emit(
    _ body: AttributeValue,
    severity: Severity = .unspecified,
    attributes: AttributeSet = .empty,
    error: (any Error)? = nil
  ) {
    guard begin(severity) else { return }
    finish(LogRecord(body, severity: severity, attributes: attributes, error: error))
  }

  /// Emits that something of a kind happened, now and in the current span (L-07).
  public func emit(
    event name: String,
    severity: Severity = .info,
    attributes: AttributeSet = .empty
  ) {
    guard begin(severity) else { return }
    finish(LogRecord(severity: severity, attributes: attributes, eventName: name))
  }
}
