public import Telemetry

/// One thing the developer did, as Session-Buddy's application monitor saw it.
public struct ActivityEvent: Equatable, Sendable {
  /// When it happened.
  public var timestamp: Timestamp
  /// `file_change`, `app_focus` or `browser_nav`.
  public var eventType: String
  /// The process or kind of program, such as `ide`.
  public var application: String
  /// What else is known; its keys depend on the type. Only the file extension is ever exported.
  public var details: [String: AttributeValue]
  /// The project it belongs to; nil when none is known.
  public var projectPath: String?
  /// How relevant Session-Buddy thinks it is, 0 to 1.
  public var relevanceScore: Double?

  /// An event of these parts.
  public init(
    timestamp: Timestamp,
    eventType: String,
    application: String,
    details: [String: AttributeValue] = [:],
    projectPath: String? = nil,
    relevanceScore: Double? = 0
  ) {
    self.timestamp = timestamp
    self.eventType = eventType
    self.application = application
    self.details = details
    self.projectPath = projectPath
    self.relevanceScore = relevanceScore
  }
}

extension ActivityEvent: SessionBuddyRecord {
  /// Reads what Session-Buddy's `ActivityEvent.to_dict()` or a row of `activity_events` holds.
  public init(fields: RecordFields) throws(RecordFormatError) {
    timestamp = try fields.required("timestamp", .timestamp)
    eventType = try fields.required("event_type", .text)
    application = try fields.required("application", .text)
    details = try fields.required("details", .details)
    projectPath = try fields.optional("project_path", .text)
    relevanceScore = try fields.optional("relevance_score", .number)
  }
}
