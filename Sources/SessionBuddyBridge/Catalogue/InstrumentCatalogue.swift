public import Telemetry

/// Every metric of Session-Buddy, in one table: instruments are made from it, and so is what describes them.
///
/// Units are chosen for the names Prometheus makes of them: a gauge of unit `1` gains `_ratio`, which a score of
/// 0 to 100 must not, and only `{commits/hour}` leaves a name that already ends with its unit alone.
public enum InstrumentCatalogue {
  /// One metric: its instrument, its attributes, and where its values come from.
  public struct Entry: Sendable {
    /// Name, kind, unit, description, number type and bounds.
    public let descriptor: InstrumentDescriptor
    /// The keys of its attributes, in the order they are documented.
    public let attributeKeys: [String]
    /// What feeds it, in a few words.
    public let source: String

    init(_ descriptor: InstrumentDescriptor, by attributeKeys: [String] = [], from source: String) {
      self.descriptor = descriptor
      self.attributeKeys = attributeKeys
      self.source = source
    }
  }

  /// All metrics, in the order they are documented.
  public static let all: [Entry] = session + workflow + search + activity + machine

  static let session = [
    sessions, sessionDuration, qualityScore, sessionCommits, sessionCheckpoints, sessionFiles, sessionTools,
  ]
  static let workflow = [velocity, qualityTrend]
  static let search = [
    interactions, dwellTime, clickedPosition, similarity, clickThroughRate, successThreshold, typePreference,
  ]
  static let activity = [activityEvents, filesModified, contextSwitches]
  static let machine = [memoryUsage, cacheHitRate, cacheHits, cacheMisses]
}

/// The keys attributes are recorded under.
enum AttributeKey {
  static let application = (from: "from_app", to: "to_app")
  static let cacheType = "cache_type"
  static let clicked = "clicked"
  static let component = "component"
  static let eventType = "event_type"
  static let fileExtension = "file_extension"
  static let primaryLanguage = "primary_language"
  static let projectPath = "project_path"
  static let resultType = "result_type"
  static let sessionID = "session_id"
  static let timeOfDay = "time_of_day"
  static let tool = "tool"
  static let trend = "trend"
}
