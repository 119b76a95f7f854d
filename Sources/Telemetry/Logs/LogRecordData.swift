/// How severe a log record is, in OpenTelemetry's 24 steps (L-09).
///
/// A level of another library that has a range to itself is the lowest step of it. Those of swift-log are `trace` 1,
/// `debug` 5, `info` 9, `notice` 10, `warning` 13, `error` 17 and `critical` 21.
public struct Severity: RawRepresentable, Hashable, Comparable, Sendable {
  /// 1…4 trace, 5…8 debug, 9…12 info, 13…16 warn, 17…20 error, 21…24 fatal, 0 unspecified.
  public let rawValue: UInt8

  /// The step with this number.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Nobody said.
  public static let unspecified = Severity(rawValue: 0)
  /// Every step of the way.
  public static let trace = Severity(rawValue: 1)
  /// For finding faults.
  public static let debug = Severity(rawValue: 5)
  /// Something worth knowing happened.
  public static let info = Severity(rawValue: 9)
  /// Not a failure yet.
  public static let warn = Severity(rawValue: 13)
  /// Something failed.
  public static let error = Severity(rawValue: 17)
  /// The program cannot go on.
  public static let fatal = Severity(rawValue: 21)

  /// Less severe is smaller.
  public static func < (left: Severity, right: Severity) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension Severity: CustomStringConvertible {
  /// OpenTelemetry's short name: `INFO`, `INFO2`, …
  public var description: String {
    guard (1...24).contains(rawValue) else { return "UNSPECIFIED" }
    let (range, step) = (Int(rawValue) - 1).quotientAndRemainder(dividingBy: 4)
    let name = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"][range]
    return step == 0 ? name : "\(name)\(step + 1)"
  }
}

/// A log record as plain values: what an in-memory exporter keeps and a receiver decodes (L-08).
public struct LogRecordData: Equatable, Sendable {
  /// What produced the record.
  public var resource: Resource
  /// Which code wrote it.
  public var scope: InstrumentationScope
  /// When it happened; nil when the source did not say.
  public var time: Timestamp?
  /// When it was seen by the telemetry system.
  public var observedTime: Timestamp
  /// How severe it is.
  public var severity: Severity
  /// The source's own name of the level.
  public var severityText: String
  /// The message, or any structured value.
  public var body: AttributeValue
  /// More about it.
  public var attributes: AttributeSet
  /// How many attributes the limit discarded.
  public var droppedAttributes: UInt32
  /// The span it was written in; invalid outside any.
  public var spanContext: SpanContext
  /// What kind of event it is; empty for a plain log record (L-11).
  public var eventName: String

  /// A record of these parts.
  public init(
    resource: Resource,
    scope: InstrumentationScope,
    time: Timestamp? = nil,
    observedTime: Timestamp,
    severity: Severity = .unspecified,
    severityText: String = "",
    body: AttributeValue = .empty,
    attributes: AttributeSet = [:],
    droppedAttributes: UInt32 = 0,
    spanContext: SpanContext = .invalid,
    eventName: String = ""
  ) {
    self.resource = resource
    self.scope = scope
    self.time = time
    self.observedTime = observedTime
    self.severity = severity
    self.severityText = severityText
    self.body = body
    self.attributes = attributes
    self.droppedAttributes = droppedAttributes
    self.spanContext = spanContext
    self.eventName = eventName
  }
}
