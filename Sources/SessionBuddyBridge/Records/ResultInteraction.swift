public import Telemetry

/// One search result that was shown, and what became of it.
public struct ResultInteraction: Equatable, Sendable {
  /// What was searched for; never exported.
  public var query: String
  /// Identifies the result; never exported.
  public var resultID: String
  /// `conversation`, `reflection` or `insight`.
  public var resultType: String
  /// The place in the list of results, from 0.
  public var position: Int
  /// How similar the result is to the query, 0 to 1.
  public var similarityScore: Double
  /// Whether the result was opened.
  public var clicked: Bool
  /// How long it was looked at; nil when nobody measured.
  public var dwellTimeMilliseconds: Int?
  /// When the result was shown.
  public var timestamp: Timestamp
  /// The session that searched; nil when unknown.
  public var sessionID: String?

  /// An interaction of these parts.
  public init(
    query: String,
    resultID: String,
    resultType: String,
    position: Int,
    similarityScore: Double,
    clicked: Bool,
    dwellTimeMilliseconds: Int? = nil,
    timestamp: Timestamp,
    sessionID: String? = nil
  ) {
    self.query = query
    self.resultID = resultID
    self.resultType = resultType
    self.position = position
    self.similarityScore = similarityScore
    self.clicked = clicked
    self.dwellTimeMilliseconds = dwellTimeMilliseconds
    self.timestamp = timestamp
    self.sessionID = sessionID
  }
}

extension ResultInteraction: SessionBuddyRecord {
  /// Reads what Session-Buddy's `ResultInteraction.to_dict()` writes.
  public init(fields: RecordFields) throws(RecordFormatError) {
    query = try fields.required("query", .text)
    resultID = try fields.required("result_id", .text)
    resultType = try fields.required("result_type", .text)
    position = try fields.required("position", .integer)
    similarityScore = try fields.required("similarity_score", .number)
    clicked = try fields.required("clicked", .flag)
    dwellTimeMilliseconds = try fields.optional("dwell_time_ms", .integer)
    timestamp = try fields.required("timestamp", .timestamp)
    sessionID = try fields.optional("session_id", .text)
  }
}
