import Telemetry

extension InstrumentCatalogue {
  static let interactions = Entry(
    .counter("session_buddy.search.interactions_total", "{interaction}", "Search results shown"),
    by: [AttributeKey.resultType, AttributeKey.clicked],
    from: "ResultInteraction"
  )
  static let dwellTime = Entry(
    .histogram(
      "session_buddy.search.dwell_time_seconds",
      "s",
      "How long opened results were looked at",
      [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600]
    ),
    by: [AttributeKey.resultType],
    from: "ResultInteraction.dwell_time_ms of opened results"
  )
  static let clickedPosition = Entry(
    .histogram(
      "session_buddy.search.clicked_position",
      "{position}",
      "Place of opened results in their list, from 0",
      [0, 1, 2, 3, 4, 5, 7, 10, 20, 50]
    ),
    by: [AttributeKey.resultType],
    from: "ResultInteraction.position of opened results"
  )
  static let similarity = Entry(
    .histogram(
      "session_buddy.search.similarity_score",
      "1",
      "Similarity of results to their query",
      [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
    ),
    by: [AttributeKey.resultType],
    from: "ResultInteraction.similarity_score"
  )
  static let clickThroughRate = Entry(
    .gauge("session_buddy.search.click_through_rate", "1", "Share of recent results that were opened"),
    from: "derived from ResultInteraction"
  )
  static let successThreshold = Entry(
    .gauge(
      "session_buddy.search.success_threshold",
      "1",
      "Similarity that three of four recently opened results reach"
    ),
    from: "derived from ResultInteraction"
  )
  static let typePreference = Entry(
    .gauge("session_buddy.search.type_preference", "1", "Share of recent interactions by type of result"),
    by: [AttributeKey.resultType],
    from: "derived from ResultInteraction"
  )

  static let activityEvents = Entry(
    .counter("session_buddy.activity.events_total", "{event}", "Activity events, duplicates removed"),
    by: [AttributeKey.eventType],
    from: "ActivityEvent"
  )
  static let filesModified = Entry(
    .counter("session_buddy.activity.files_modified_total", "{file}", "File modifications seen"),
    by: [AttributeKey.projectPath, AttributeKey.fileExtension],
    from: "ActivityEvent of type file_change"
  )
  static let contextSwitches = Entry(
    .counter(
      "session_buddy.activity.context_switches_total",
      "{switch}",
      "Moves of the focus from one application to another"
    ),
    by: [AttributeKey.application.from, AttributeKey.application.to],
    from: "derived from ActivityEvent of type app_focus"
  )

  static let memoryUsage = Entry(
    .gauge(
      "session_buddy.memory.usage_bytes",
      "By",
      "Memory of the process and sizes of its databases",
      isFloatingPoint: false
    ),
    by: [AttributeKey.component],
    from: "process and files"
  )
  static let cacheHitRate = Entry(
    .gauge("session_buddy.cache.hit_rate", "%", "Share of look-ups a cache answered, 0 to 100"),
    by: [AttributeKey.cacheType],
    from: "CacheStatistics"
  )
  static let cacheHits = Entry(
    .counter("session_buddy.cache.hits_total", "{hit}", "Look-ups a cache answered"),
    by: [AttributeKey.cacheType],
    from: "CacheStatistics"
  )
  static let cacheMisses = Entry(
    .counter("session_buddy.cache.misses_total", "{miss}", "Look-ups a cache could not answer"),
    by: [AttributeKey.cacheType],
    from: "CacheStatistics"
  )
}
