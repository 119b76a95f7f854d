import Telemetry

extension InstrumentCatalogue {
  static let sessions = Entry(
    .counter("session_buddy.sessions.total", "{session}", "Sessions, each counted once"),
    by: [AttributeKey.projectPath, AttributeKey.timeOfDay],
    from: "SessionMetrics"
  )
  static let sessionDuration = Entry(
    .histogram(
      "session_buddy.session.duration_seconds",
      "s",
      "How long ended sessions took",
      [60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800]
    ),
    by: [AttributeKey.projectPath, AttributeKey.timeOfDay, AttributeKey.primaryLanguage],
    from: "SessionMetrics.duration_minutes"
  )
  static let qualityScore = Entry(
    .gauge("session_buddy.session.quality_score", "", "Quality score of a session, 0 to 100"),
    by: [AttributeKey.sessionID, AttributeKey.projectPath],
    from: "SessionMetrics.avg_quality"
  )
  static let sessionCommits = Entry(
    .counter("session_buddy.session.commits_total", "{commit}", "Commits made in sessions"),
    by: [AttributeKey.projectPath],
    from: "SessionMetrics.commit_count"
  )
  static let sessionCheckpoints = Entry(
    .counter("session_buddy.session.checkpoints_total", "{checkpoint}", "Checkpoints made in sessions"),
    by: [AttributeKey.projectPath],
    from: "SessionMetrics.checkpoint_count"
  )
  static let sessionFiles = Entry(
    .counter("session_buddy.session.files_modified_total", "{file}", "Distinct files each session edited"),
    by: [AttributeKey.projectPath],
    from: "SessionMetrics.files_modified"
  )
  static let sessionTools = Entry(
    .counter("session_buddy.session.tools_total", "{session}", "Sessions that used a tool"),
    by: [AttributeKey.tool],
    from: "SessionMetrics.tools_used"
  )

  static let velocity = Entry(
    .gauge(
      "session_buddy.workflow.velocity_commits_per_hour",
      "{commits/hour}",
      "Commits per hour over a project's ended sessions"
    ),
    by: [AttributeKey.projectPath],
    from: "derived from SessionMetrics"
  )
  static let qualityTrend = Entry(
    .gauge(
      "session_buddy.workflow.quality_trend",
      "",
      "1 for the direction a project's quality takes, 0 for the other two",
      isFloatingPoint: false
    ),
    by: [AttributeKey.projectPath, AttributeKey.trend],
    from: "derived from SessionMetrics"
  )
}

extension InstrumentDescriptor {
  static func counter(_ name: String, _ unit: String, _ description: String) -> InstrumentDescriptor {
    InstrumentDescriptor(name: name, kind: .counter, unit: unit, description: description)
  }

  static func gauge(
    _ name: String,
    _ unit: String,
    _ description: String,
    isFloatingPoint: Bool = true
  ) -> InstrumentDescriptor {
    InstrumentDescriptor(
      name: name,
      kind: .gauge,
      unit: unit,
      description: description,
      isFloatingPoint: isFloatingPoint
    )
  }

  static func histogram(
    _ name: String,
    _ unit: String,
    _ description: String,
    _ bounds: [Double]
  ) -> InstrumentDescriptor {
    InstrumentDescriptor(
      name: name,
      kind: .histogram,
      unit: unit,
      description: description,
      isFloatingPoint: true,
      boundaries: Boundaries(bounds)
    )
  }
}
