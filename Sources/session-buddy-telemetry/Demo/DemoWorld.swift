package import SessionBuddyTelemetry

/// What happens on the machine of an invented developer: who works on what, with what, and finds what.
///
/// Everything follows from the generator, so the same seed tells the same story.
package struct DemoWorld<Generator: RandomNumberGenerator> {
  /// A project and the language it is written in.
  struct Project {
    let path: String
    let language: String
    let fileExtension: String
  }

  private static var projects: [Project] {
    [
      Project(path: "/home/kim/src/ledger", language: "swift", fileExtension: ".swift"),
      Project(path: "/home/kim/src/harbor", language: "python", fileExtension: ".py"),
      Project(path: "/home/kim/src/atlas", language: "rust", fileExtension: ".rs"),
      Project(path: "/home/kim/src/meadow", language: "typescript", fileExtension: ".ts"),
    ]
  }
  private static var tools: [String] { ["read", "edit", "search", "shell", "test", "browse"] }
  private static var applications: [String] { ["editor", "terminal", "browser", "chat"] }
  private static var queries: [String] { ["retry budget", "flaky test", "schema change", "release notes"] }

  var generator: Generator
  private var resultCount = 0
  private var lastFocus = "editor"

  package init(_ generator: Generator) {
    self.generator = generator
  }

  // MARK: Sessions

  /// A session that began some time before `now` and has a working day's length ahead of it.
  package mutating func session(at now: Timestamp) -> SessionMetrics {
    let project = pick(Self.projects, favouring: 0.45)
    // Two thirds of all sessions last between 15 and 75 minutes.
    let minutes = 34 * power(2.2, normal())
    let quality = min(max(72 + 9 * normal(), 20), 98)
    return SessionMetrics(
      sessionID: ulid(at: now),
      projectPath: project.path,
      startedAt: now.advanced(by: .seconds(-60 * minutes)),
      qualityStart: quality,
      averageQuality: quality,
      primaryLanguage: project.language
    )
  }

  /// `session` a while later: some commits, files and tools more.
  package mutating func progress(_ session: inout SessionMetrics) {
    session.commitCount = (session.commitCount ?? 0) + Int.random(in: 0...2, using: &generator)
    session.checkpointCount = (session.checkpointCount ?? 0) + 1
    session.filesModified = (session.filesModified ?? 0) + Int.random(in: 0...5, using: &generator)
    session.toolsUsed = Array(Set((session.toolsUsed ?? []) + [pick(Self.tools, favouring: 0.3)])).sorted()
    let start = session.qualityStart ?? 72
    let end = min(max((session.qualityEnd ?? start) + 3 * normal() + 1, 0), 100)
    session.qualityEnd = end
    session.qualityDelta = end - start
    session.averageQuality = (start + end) / 2
  }

  // MARK: Search

  /// A search result somebody was shown. The further up and the more similar it is, the likelier it is opened.
  package mutating func interaction(at now: Timestamp, in session: String?) -> ResultInteraction {
    resultCount += 1
    let position = min(Int(-4 * logarithm(uniform())), 19)
    let similarity = min(max(0.86 - 0.02 * Double(position) + 0.09 * normal(), 0), 1)
    let isClicked = uniform() < similarity * similarity * power(0.82, Double(position))
    let dwell = 14_000 * power(2.6, normal())
    return ResultInteraction(
      query: pick(Self.queries, favouring: 0.4),
      resultID: "result-\(resultCount)",
      resultType: pick(["conversation", "reflection", "insight"], favouring: 0.55),
      position: position,
      similarityScore: similarity,
      clicked: isClicked,
      dwellTimeMilliseconds: isClicked ? Int(min(dwell, 900_000)) : nil,
      timestamp: now,
      sessionID: session
    )
  }

  // MARK: Activity

  /// A saved file, a change of the application in front, or a page that was opened.
  package mutating func event(at now: Timestamp) -> ActivityEvent {
    let chance = uniform()
    if chance < 0.6 { return fileChange(at: now) }
    if chance < 0.9 { return focusChange(at: now) }
    return ActivityEvent(
      timestamp: now,
      eventType: "browser_nav",
      application: "browser",
      relevanceScore: uniform()
    )
  }

  private mutating func fileChange(at now: Timestamp) -> ActivityEvent {
    let project = pick(Self.projects, favouring: 0.45)
    let ending = uniform() < 0.8 ? project.fileExtension : pick([".md", ".yaml", ".json"], favouring: 0.5)
    return ActivityEvent(
      timestamp: now,
      eventType: "file_change",
      application: "ide",
      details: ["file_extension": .string(ending)],
      projectPath: project.path,
      relevanceScore: 0.8
    )
  }

  private mutating func focusChange(at now: Timestamp) -> ActivityEvent {
    let others = Self.applications.filter { $0 != lastFocus }
    lastFocus = pick(others, favouring: 0.5)
    return ActivityEvent(
      timestamp: now,
      eventType: "app_focus",
      application: lastFocus,
      relevanceScore: 0.5
    )
  }

  // MARK: Chance

  /// A session id as Session-Buddy makes them: a ULID, 48 bits of time and 80 of chance in Crockford's base 32.
  private mutating func ulid(at now: Timestamp) -> String {
    var number = UInt128(now.nanosecondsSinceEpoch / 1_000_000) << 80
    number |= UInt128(UInt64.random(in: 0 ... .max, using: &generator)) << 16
    number |= UInt128(UInt16.random(in: 0 ... .max, using: &generator))
    let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    return String((0..<26).reversed().map { digits[Int(number >> (5 * $0) & 31)] })
  }

  /// One of `choices`, each `share` as likely as what is left after those before it.
  mutating func pick<Choice>(_ choices: [Choice], favouring share: Double) -> Choice {
    var index = 0
    while index < choices.count - 1, uniform() >= share { index += 1 }
    return choices[index]
  }

  /// A number above 0 and up to 1.
  mutating func uniform() -> Double {
    1 - Double.random(in: 0..<1, using: &generator)
  }

  /// Close to a normal distribution of mean 0 and deviation 1: the sum of twelve dice.
  mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
  }
}
