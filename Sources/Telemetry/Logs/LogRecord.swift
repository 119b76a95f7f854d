/// A log record as its author writes it, for ``Logger/emit(_:)``; every part may be left out (L-03, L-05).
///
/// ```swift
/// var record = LogRecord("index rebuilt", severity: .info, attributes: ["session.id": "s1"])
/// record.eventName = "session_buddy.index.rebuilt"
/// logger.emit(record)
/// ```
public struct LogRecord: Sendable {
  /// When it happened; left out of what is exported unless given (L-15).
  public var time: Timestamp?
  /// When it was first seen; the moment it is emitted unless given (L-15).
  public var observedTime: Timestamp?
  /// How severe it is.
  public var severity: Severity
  /// The level in the source's own words, such as `notice`; empty for none (L-10).
  public var severityText: String
  /// The message, or any structured value.
  public var body: AttributeValue
  /// More about it.
  public var attributes: AttributeSet
  /// What kind of event it is; empty for a plain log record. Records of one name have the same structure, and most
  /// backends keep no more than 256 characters (L-11).
  public var eventName: String
  /// An error to describe as `exception.type` and `exception.message`; ``attributes`` of these names go before (L-17).
  public var error: (any Error)?
  /// Which span it belongs to.
  public var context: LogContext

  /// A record of these parts.
  public init(
    _ body: AttributeValue = .empty,
    severity: Severity = .unspecified,
    severityText: String = "",
    attributes: AttributeSet = .empty,
    eventName: String = "",
    error: (any Error)? = nil,
    context: LogContext = .current,
    time: Timestamp? = nil,
    observedTime: Timestamp? = nil
  ) {
    self.time = time
    self.observedTime = observedTime
    self.severity = severity
    self.severityText = severityText
    self.body = body
    self.attributes = attributes
    self.eventName = eventName
    self.error = error
    self.context = context
  }
}
