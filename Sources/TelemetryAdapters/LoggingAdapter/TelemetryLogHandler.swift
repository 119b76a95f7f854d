public import Logging
public import Telemetry

/// Where the messages of swift-log go: each becomes a log record of the `Telemetry.Logger` that is named after its label.
///
/// ```swift
/// LoggingSystem.bootstrap(
///   { TelemetryLogHandler(label: $0, provider: provider, metadataProvider: $1) }, metadataProvider: nil)
/// Logger(label: "ledger").info("imported", metadata: ["ledger.rows": .stringConvertible(1_204)])
/// ```
///
/// - Level: the severity is 1 for `trace`, 5 `debug`, 9 `info`, 10 `notice`, 13 `warning`, 17 `error`, 21 `critical`, and
///   its text the name of the level (L-09, L-10).
/// - Attributes: where the message was written (`code.function.name`, `code.file.path`, `code.line.number`), over that the
///   metadata of the logger, over those what the metadata provider says, over those the metadata of the message. Arrays and
///   dictionaries stay what they are, numbers and truth values too when they are given as `.stringConvertible`.
/// - Error: `exception.type` and `exception.message`, unless metadata of these names say otherwise (L-17).
/// - Trace: the span that is current where the message is written, of this SDK or, with `TracingAdapter`, of
///   swift-distributed-tracing; whether it is sampled or not (L-16).
///
/// What the SDK says about itself is refused: it cannot become a record that fails to be sent, about which the SDK would
/// say something again. That holds for whatever a handler of `Diagnostics` logs while it runs, and for what
/// `Diagnostics(logger:)` logs wherever it ends up.
public struct TelemetryLogHandler: LogHandler {
  /// The least level that is recorded; `info` unless changed.
  public var logLevel = Logging.Logger.Level.info
  /// What every message of this logger is recorded with.
  public var metadata = Logging.Logger.Metadata()
  /// What else is known at the moment of a message, as from task locals.
  public var metadataProvider: Logging.Logger.MetadataProvider?

  private let logger: Telemetry.Logger
  private let clock: any TelemetryClock

  /// The handler of the logger `label`.
  ///
  /// `provider` keeps what belongs to each label as long as it lives: labels name parts of a program, not requests.
  public init(
    label: String,
    provider: LoggerProvider,
    metadataProvider: Logging.Logger.MetadataProvider? = nil,
    clock: any TelemetryClock = SystemClock()
  ) {
    logger = provider.logger(named: label)
    self.metadataProvider = metadataProvider
    self.clock = clock
  }

  /// One item of the metadata of this logger.
  public subscript(metadataKey key: String) -> Logging.Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Emits a record, unless nobody wants it or it is the SDK's own.
  public func log(event: LogEvent) {
    let severity = Severity(event.level)
    guard !Diagnostics.isReporting, !event.isOwnDiagnostic, logger.isEnabled(severity: severity) else {
      return
    }
    logger.emit(
      LogRecord(
        .string(event.message.description),
        severity: severity,
        severityText: event.level.rawValue,
        attributes: attributes(of: event),
        error: event.error,
        time: clock.now
      )
    )
  }

  /// In the order of their precedence: of two of one name the later one counts.
  private func attributes(of event: LogEvent) -> AttributeSet {
    let provided = metadataProvider?.get() ?? [:]
    var pairs: [(String, AttributeValue)] = []
    pairs.reserveCapacity(3 + metadata.count + provided.count + (event.metadata?.count ?? 0))
    pairs.append(("code.function.name", .string("\(event.source).\(event.function)")))
    pairs.append(("code.file.path", .string(event.file)))
    pairs.append(("code.line.number", .int(Int64(clamping: event.line))))
    for (key, value) in metadata { pairs.append((key, AttributeValue(value))) }
    for (key, value) in provided { pairs.append((key, AttributeValue(value))) }
    for (key, value) in event.metadata ?? [:] { pairs.append((key, AttributeValue(value))) }
    return AttributeSet(pairs)
  }
}
