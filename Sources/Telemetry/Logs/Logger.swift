/// What all records of one logger need.
final class LoggerCore: Sendable {
  let identity: ScopeIdentity
  let processors: [any LogRecordProcessor]
  let limits: AttributeLimits
  let clock: any TelemetryClock
  let settings: LoggerSwitch
  /// Nil unless the provider counts its records.
  let meters: LogMeters?
  private let origin = ProcessOrigin()

  /// Whether anybody hears its records.
  var isHeard: Bool { !processors.isEmpty && origin.isHere }

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
    guard core.isHeard, configuration.admits(severity) else { return false }
    let context = context.spanContext
    guard configuration.admits(context) else { return false }
    let question = LogQuestion(
      scope: core.identity.scope, severity: severity, eventName: eventName, spanContext: context)
    return core.processors.contains { $0.isEnabled(question) }
  }

  /// Hands `record` to the processors, in their order, on this thread.
  public func emit(_ record: LogRecord) {
    guard begin(record.severity), let context = admitted(record.context) else { return }
    hand(
      EmittedLogRecord(
        of: core,
        body: record.body,
        severity: record.severity,
        severityText: record.severityText,
        attributes: record.attributes,
        eventName: record.eventName,
        error: record.error,
        spanContext: context,
        time: record.time,
        observedTime: record.observedTime
      )
    )
  }

  /// Counts a record that is about to be made; false when nobody wants one of its severity.
  private func begin(_ severity: Severity) -> Bool {
    let configuration = core.settings.configuration
    guard configuration.isEnabled, core.isHeard else { return false }
    core.meters?.noteCreated()
    return configuration.admits(severity)
  }

  /// The identity of the span, unless records of it are not wanted.
  private func admitted(_ context: LogContext) -> SpanContext? {
    let context = context.spanContext
    return core.settings.configuration.admits(context) ? context : nil
  }

  private func hand(_ record: consuming EmittedLogRecord) {
    for index in core.processors.indices { core.processors[index].onEmit(&record) }
  }

  private func emitNow(
    _ body: AttributeValue,
    _ severity: Severity,
    _ attributes: AttributeSet,
    eventName: String,
    error: (any Error)?
  ) {
    guard begin(severity), let context = admitted(.current) else { return }
    hand(
      EmittedLogRecord(
        of: core,
        body: body,
        severity: severity,
        severityText: "",
        attributes: attributes,
        eventName: eventName,
        error: error,
        spanContext: context,
        time: nil,
        observedTime: nil
      )
    )
  }

  /// Emits a record of these parts, now and in the current span (L-07).
  public func emit(
    _ body: AttributeValue,
    severity: Severity = .unspecified,
    attributes: AttributeSet = .empty,
    error: (any Error)? = nil
  ) {
    emitNow(body, severity, attributes, eventName: "", error: error)
  }

  /// Emits that something of a kind happened, now and in the current span (L-07).
  public func emit(
    event name: String,
    severity: Severity = .info,
    attributes: AttributeSet = .empty
  ) {
    emitNow(.empty, severity, attributes, eventName: name, error: nil)
  }
}
