/// A log record on its way through the processors, which may read and change everything it says (L-19).
///
/// It is a value: a processor that keeps it keeps a copy, and what later processors change does not show there.
public struct EmittedLogRecord: Sendable {
  private let core: LoggerCore
  /// When it happened; nil when nobody said.
  public var time: Timestamp?
  /// When it was seen by the telemetry system.
  public var observedTime: Timestamp
  /// How severe it is.
  public var severity: Severity
  /// The source's own name of the level.
  public var severityText: String
  /// The message, or any structured value.
  public var body: AttributeValue
  /// What kind of event it is; empty for a plain log record.
  public var eventName: String
  /// The span it belongs to; invalid outside any (L-16).
  public var spanContext: SpanContext
  /// More about it, within the limits of the provider (L-20).
  public private(set) var attributes: AttributeSet
  /// How many attributes the limit discarded.
  public private(set) var droppedAttributes: UInt32

  /// Every part is given by itself and set once: a record that is built first and then copied costs twice as much.
  init(
    of core: LoggerCore,
    body: AttributeValue,
    severity: Severity,
    severityText: String,
    attributes: AttributeSet,
    eventName: String,
    error: (any Error)?,
    spanContext: SpanContext,
    time: Timestamp?,
    observedTime: Timestamp?
  ) {
    var attributes = attributes
    if let error { attributes = AttributeSet(describing: error).merging(attributes) }
    droppedAttributes = core.limits.cut(&attributes)
    self.attributes = attributes
    self.core = core
    self.spanContext = spanContext
    self.time = time
    self.observedTime = observedTime ?? core.clock.now
    self.severity = severity
    self.severityText = severityText
    self.body = body
    self.eventName = eventName
  }

  /// What the records of its logger have in common.
  package var logger: ScopeIdentity { core.identity }

  /// What tells ``logger`` from others, without counting a reference to it.
  package var loggerID: ObjectIdentifier { ObjectIdentifier(core.identity) }

  /// What produces the record.
  public var resource: Resource { logger.resource }

  /// Which code wrote it.
  public var scope: InstrumentationScope { logger.scope }

  /// Sets one attribute; a new key beyond the limit is discarded and counted.
  public mutating func setAttribute(_ key: String, _ value: AttributeValue) {
    guard !key.isEmpty else { return }
    if attributes.count < core.limits.attributeCount || attributes[key] != nil {
      attributes = attributes.merging([key: core.limits.limited(value)])
    } else {
      droppedAttributes &+= 1
    }
  }

  /// Takes one attribute away.
  public mutating func removeAttribute(_ key: String) {
    attributes = attributes.filtered { $0 != key }
  }

  /// The whole record as plain values.
  public var data: LogRecordData {
    LogRecordData(
      resource: resource,
      scope: scope,
      time: time,
      observedTime: observedTime,
      severity: severity,
      severityText: severityText,
      body: body,
      attributes: attributes,
      droppedAttributes: droppedAttributes,
      spanContext: spanContext,
      eventName: eventName
    )
  }
}
