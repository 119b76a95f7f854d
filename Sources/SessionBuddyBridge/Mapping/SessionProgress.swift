/// How much of one session was recorded so far: 24 bytes and, while it runs, 4 more for each tool.
struct SessionProgress: Sendable {
  /// How many tools of one session are counted.
  static let maximumTools = 64

  /// What a later state of the session adds to what was recorded.
  struct Growth: Sendable {
    var isNew = false
    var commits = 0
    var checkpoints = 0
    var files = 0
    var tools: [String] = []
    /// How long the session took, once it has ended.
    var seconds: Double?
    /// What the session says about its project's pace, once it has ended.
    var pace: (commits: Int, seconds: Double)?
  }

  private(set) var hasEnded = false
  private var commits: Int32 = 0
  private var checkpoints: Int32 = 0
  private var files: Int32 = 0
  /// Which tools were counted; 32 bits tell the few tools of one session apart.
  private var tools: [UInt32] = []

  /// Moves on to the state `session` is in; nil when it had ended, because that was final.
  mutating func advance(to session: SessionMetrics, _ check: inout PlausibilityCheck) -> Growth? {
    guard !hasEnded else { return nil }
    hasEnded = session.endedAt != nil
    let made = check.accept(session.commitCount, in: Plausible.count, isDue: hasEnded)
    let saved = check.accept(session.checkpointCount, in: Plausible.count, isDue: hasEnded)
    let edited = check.accept(session.filesModified, in: Plausible.count, isDue: hasEnded)
    var growth = Growth(
      commits: Self.raise(&commits, to: made),
      checkpoints: Self.raise(&checkpoints, to: saved),
      files: Self.raise(&files, to: edited),
      tools: count(session.toolsUsed ?? [])
    )
    guard hasEnded else { return growth }
    tools = []
    let seconds = session.durationMinutes.map { $0 * 60 }
    growth.seconds = check.accept(seconds, in: Plausible.sessionSeconds, isDue: true)
    if made != nil { growth.pace = growth.seconds.map { (Int(commits), $0) } }
    return growth
  }

  /// How much `known` grew by becoming `count`; it never falls.
  private static func raise(_ known: inout Int32, to count: Int?) -> Int {
    guard let count, count > Int(known) else { return 0 }
    defer { known = Int32(clamping: count) }
    return count - Int(known)
  }

  /// The tools not counted before, each once.
  private mutating func count(_ used: [String]) -> [String] {
    var new: [String] = []
    for name in used.lazy.map(Labels.name) where tools.count < Self.maximumTools {
      let fingerprint = UInt32(truncatingIfNeeded: Fingerprint(of: name).low)
      guard !tools.contains(fingerprint) else { continue }
      tools.append(fingerprint)
      new.append(name)
    }
    return new
  }
}
