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
    /// The quality score it has now.
    var quality: Double?
    /// How long the session took, once it has ended.
    var seconds: Double?
    /// What the session says about its project's pace, once it has ended.
    var pace: (commits: Int, seconds: Double)?
    /// The values that were not plausible and had been so far.
    var dropped: [DroppedValueReason: Int] = [:]
  }

  private var hasEnded = false
  private var refused: PlausibilityCheck.Fields = []
  private var commits: Int32 = 0
  private var checkpoints: Int32 = 0
  private var files: Int32 = 0
  /// Which tools were counted; 32 bits tell the few tools of one session apart.
  private var tools: [UInt32] = []

  /// Moves on to the state `session` is in; nil when it had ended, because that was final.
  mutating func advance(to session: SessionMetrics) -> Growth? {
    guard !hasEnded else { return nil }
    hasEnded = session.endedAt != nil
    var check = PlausibilityCheck(refused: refused)
    let made = check.accept(session.commitCount, as: .commits, in: Plausible.count, isDue: hasEnded)
    let saved = check.accept(session.checkpointCount, as: .checkpoints, in: Plausible.count, isDue: hasEnded)
    let edited = check.accept(session.filesModified, as: .files, in: Plausible.count, isDue: hasEnded)
    var growth = Growth(
      commits: Self.raise(&commits, to: made),
      checkpoints: Self.raise(&checkpoints, to: saved),
      files: Self.raise(&files, to: edited),
      tools: count(session.toolsUsed ?? []),
      quality: check.accept(session.averageQuality, as: .quality, in: Plausible.quality, isDue: hasEnded)
    )
    if hasEnded {
      tools = []
      let seconds = session.durationMinutes.map { $0 * 60 }
      growth.seconds = check.accept(seconds, as: .duration, in: Plausible.sessionSeconds, isDue: true)
      if made != nil { growth.pace = growth.seconds.map { (Int(commits), $0) } }
    }
    growth.dropped = check.dropped
    refused = check.refused
    return growth
  }

  /// Whether `field` is held against the session for the first time.
  mutating func refuse(_ field: PlausibilityCheck.Fields) -> Bool {
    refused.insert(field).inserted
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
