public import Telemetry

/// What one Session-Buddy session achieved, as its workflow metrics engine stores it.
///
/// Every field but the first three may be missing, as it may be NULL in the database the records come from; the
/// bridge counts what is missing or implausible instead of exporting it.
///
/// ```swift
/// var session = SessionMetrics(sessionID: "01M7W918A5QKFBF5KZNWJ47TAN", projectPath: "/src/ledger", startedAt: start)
/// session.commitCount = 3
/// bridge.record(session.ended(at: now))
/// ```
public struct SessionMetrics: Equatable, Sendable {
  /// Identifies the session; it is counted once however often it is recorded.
  public var sessionID: String
  /// The directory worked in; may be empty.
  public var projectPath: String
  /// When the session began.
  public var startedAt: Timestamp
  /// When it ended; nil while it runs.
  public var endedAt: Timestamp?
  /// How long it took; nil while it runs.
  public var durationMinutes: Double?
  /// Checkpoints made so far.
  public var checkpointCount: Int?
  /// Commits made so far.
  public var commitCount: Int?
  /// The quality score at the start, 0 to 100.
  public var qualityStart: Double?
  /// The latest quality score, 0 to 100.
  public var qualityEnd: Double?
  /// The change of the score, −100 to 100.
  public var qualityDelta: Double?
  /// The mean of the first and the latest score, 0 to 100.
  public var averageQuality: Double?
  /// Distinct files edited so far.
  public var filesModified: Int?
  /// The tools used, each once, in no order.
  public var toolsUsed: [String]?
  /// The language most edits were made in; nil when none is known.
  public var primaryLanguage: String?
  /// `morning`, `afternoon`, `evening` or `night`, by the UTC hour of the start.
  public var timeOfDay: String?

  /// A session of these parts; what is left out is unknown, counts start at zero.
  public init(
    sessionID: String,
    projectPath: String,
    startedAt: Timestamp,
    endedAt: Timestamp? = nil,
    durationMinutes: Double? = nil,
    checkpointCount: Int? = 0,
    commitCount: Int? = 0,
    qualityStart: Double? = nil,
    qualityEnd: Double? = nil,
    qualityDelta: Double? = nil,
    averageQuality: Double? = nil,
    filesModified: Int? = 0,
    toolsUsed: [String]? = [],
    primaryLanguage: String? = nil,
    timeOfDay: String? = nil
  ) {
    self.sessionID = sessionID
    self.projectPath = projectPath
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.durationMinutes = durationMinutes
    self.checkpointCount = checkpointCount
    self.commitCount = commitCount
    self.qualityStart = qualityStart
    self.qualityEnd = qualityEnd
    self.qualityDelta = qualityDelta
    self.averageQuality = averageQuality
    self.filesModified = filesModified
    self.toolsUsed = toolsUsed
    self.primaryLanguage = primaryLanguage
    self.timeOfDay = timeOfDay
  }

  /// The same session, ended at `moment`, its duration taken from its start.
  public func ended(at moment: Timestamp) -> SessionMetrics {
    var session = self
    session.endedAt = moment
    session.durationMinutes = moment.duration(since: startedAt) / .seconds(60)
    return session
  }
}

extension SessionMetrics: SessionBuddyRecord {
  /// Reads what Session-Buddy's `SessionMetrics.to_dict()` writes.
  public init(fields: RecordFields) throws(RecordFormatError) {
    sessionID = try fields.required("session_id", .text)
    projectPath = try fields.required("project_path", .text)
    startedAt = try fields.required("started_at", .timestamp)
    endedAt = try fields.optional("ended_at", .timestamp)
    durationMinutes = try fields.optional("duration_minutes", .number)
    checkpointCount = try fields.optional("checkpoint_count", .integer)
    commitCount = try fields.optional("commit_count", .integer)
    qualityStart = try fields.optional("quality_start", .number)
    qualityEnd = try fields.optional("quality_end", .number)
    qualityDelta = try fields.optional("quality_delta", .number)
    averageQuality = try fields.optional("avg_quality", .number)
    filesModified = try fields.optional("files_modified", .integer)
    toolsUsed = try fields.optional("tools_used", .texts)
    primaryLanguage = try fields.optional("primary_language", .text)
    timeOfDay = try fields.optional("time_of_day", .text)
  }
}
