import SessionBuddyTelemetry

/// Records whose metrics can be worked out by hand.
enum Records {
  static let start = Timestamp(secondsSinceEpoch: 1_795_000_000)

  static func session(
    _ id: String,
    project: String = "/p",
    minutes: Double = 30,
    commits: Int = 3,
    quality: Double? = 80,
    tools: [String] = ["Read"],
    language: String? = "Swift",
    timeOfDay: String = "morning",
    after: Duration = .zero
  ) -> SessionMetrics {
    let startedAt = start.advanced(by: after)
    return SessionMetrics(
      sessionID: id,
      projectPath: project,
      startedAt: startedAt,
      endedAt: startedAt.advanced(by: .seconds(minutes * 60)),
      durationMinutes: minutes,
      checkpointCount: 2,
      commitCount: commits,
      qualityStart: quality,
      qualityEnd: quality,
      qualityDelta: 0,
      averageQuality: quality,
      filesModified: 5,
      toolsUsed: tools,
      primaryLanguage: language,
      timeOfDay: timeOfDay
    )
  }

  static func interaction(
    _ type: String = "reflection",
    clicked: Bool,
    position: Int = 0,
    similarity: Double = 0.75,
    dwell: Int? = nil
  ) -> ResultInteraction {
    ResultInteraction(
      query: "secret query",
      resultID: "r1",
      resultType: type,
      position: position,
      similarityScore: similarity,
      clicked: clicked,
      dwellTimeMilliseconds: dwell,
      timestamp: start
    )
  }

  static func fileChange(_ name: String, at seconds: Int, project: String? = "/p") -> ActivityEvent {
    ActivityEvent(
      timestamp: start.advanced(by: .seconds(seconds)),
      eventType: "file_change",
      application: "ide",
      details: ["file_path": .string("/p/\(name)"), "file_name": .string(name)],
      projectPath: project,
      relevanceScore: 0.8
    )
  }

  static func focus(_ application: String, at seconds: Int) -> ActivityEvent {
    ActivityEvent(
      timestamp: start.advanced(by: .seconds(seconds)),
      eventType: "app_focus",
      application: application,
      details: ["category": "terminal", "pid": 1398],
      relevanceScore: 0.6
    )
  }
}
