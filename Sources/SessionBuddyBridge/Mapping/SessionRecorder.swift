import Synchronization
import Telemetry

/// Records sessions, each once however often it is seen, and as far as its numbers grew.
final class SessionRecorder: Sendable {
  /// At least so many of the latest sessions are recognised when they come again.
  static let rememberedSessions = 32_768
  /// How many tools of one session are counted.
  static let maximumTools = 128

  /// What was recorded of one session.
  private struct Known: Sendable {
    var commits: Int32 = 0
    var checkpoints: Int32 = 0
    var files: Int32 = 0
    var hasEnded = false
    /// Which tools were counted; empty again once the session has ended.
    var tools: [Fingerprint] = []
  }

  private struct State: Sendable {
    var known = RecentMap<Fingerprint, Known>(generation: rememberedSessions)
    var projects: ProjectTable
  }

  /// What remains to be added after the state is up to date.
  private struct Growth {
    var isNew = false
    var commits = 0
    var checkpoints = 0
    var files = 0
    var tools: [String] = []
    var seconds: Double?
  }

  private struct SessionKey: Hashable {
    let project: String
    let timeOfDay: String
    var language: String?
  }

  private let sessions: Counter<Int64>
  private let duration: Histogram<Double>
  private let quality: Gauge<Double>
  private let commits: Counter<Int64>
  private let checkpoints: Counter<Int64>
  private let files: Counter<Int64>
  private let tools: Counter<Int64>

  private let labels: Labels
  private let projectSets = AttributeSetCache<String>()
  private let toolSets = AttributeSetCache<String>()
  private let sessionSets = AttributeSetCache<SessionKey>()
  private let state: Mutex<State>

  init(_ meter: Meter, _ labels: Labels) {
    sessions = meter.counter(InstrumentCatalogue.sessions)
    duration = meter.histogram(InstrumentCatalogue.sessionDuration)
    quality = meter.gauge(InstrumentCatalogue.qualityScore)
    commits = meter.counter(InstrumentCatalogue.sessionCommits)
    checkpoints = meter.counter(InstrumentCatalogue.sessionCheckpoints)
    files = meter.counter(InstrumentCatalogue.sessionFiles)
    tools = meter.counter(InstrumentCatalogue.sessionTools)
    self.labels = labels
    state = Mutex(State(projects: ProjectTable(meter)))
  }

  /// Records `session`; says whether it is new, and which of its values were not plausible.
  func record(_ session: SessionMetrics) -> (isNew: Bool, dropped: [DroppedValueReason: Int]) {
    let project = labels.project(session.projectPath)
    var check = PlausibilityCheck()
    let growth = state.withLock { update(&$0, with: session, of: project, &check) }
    guard let growth else { return (false, [:]) }
    add(growth, of: session, to: project)
    return (growth.isNew, check.dropped)
  }

  /// Brings the state up to date; nil when the session had ended before.
  ///
  /// The gauges are set here, under the lock: set after it, an older value could overwrite a newer one.
  private func update(
    _ state: inout State,
    with session: SessionMetrics,
    of project: String,
    _ check: inout PlausibilityCheck
  ) -> Growth? {
    let id = Fingerprint(of: session.sessionID)
    let found = state.known[id]
    var known = found ?? Known()
    guard !known.hasEnded else { return nil }
    let hasEnded = session.endedAt != nil
    known.hasEnded = hasEnded

    var growth = Growth(isNew: found == nil)
    let count = check.accept(session.commitCount, in: Plausible.count, isDue: hasEnded)
    growth.commits = Self.raise(&known.commits, to: count)
    growth.checkpoints = Self.raise(
      &known.checkpoints,
      to: check.accept(session.checkpointCount, in: Plausible.count, isDue: hasEnded)
    )
    growth.files = Self.raise(
      &known.files,
      to: check.accept(session.filesModified, in: Plausible.count, isDue: hasEnded)
    )
    growth.tools = Self.newTools(in: session.toolsUsed ?? [], &known.tools)
    if hasEnded {
      known.tools = []
      let seconds = session.durationMinutes.map { $0 * 60 }
      growth.seconds = check.accept(seconds, in: Plausible.sessionSeconds, isDue: true)
    }
    let score = check.accept(session.averageQuality, in: Plausible.quality, isDue: hasEnded)
    showQuality(score, of: session, in: project)
    state.projects.update(project) { history in
      if let score { history.setQuality(score, of: id, startedAt: session.startedAt) }
      if let seconds = growth.seconds, count != nil {
        history.addEnded(commits: Int(known.commits), seconds: seconds)
      }
    }
    state.known.remember(known, for: id)
    return growth
  }

  private func showQuality(_ score: Double?, of session: SessionMetrics, in project: String) {
    let attributes: AttributeSet = [
      AttributeKey.sessionID: .string(Labels.identifier(session.sessionID)),
      AttributeKey.projectPath: .string(project),
    ]
    if let score { quality.record(score, attributes) }
    if session.endedAt != nil { quality.finish(attributes) }
  }

  private func add(_ growth: Growth, of session: SessionMetrics, to project: String) {
    let byProject = projectSets.set(for: project) { [AttributeKey.projectPath: .string($0)] }
    var key = SessionKey(
      project: project,
      timeOfDay: Labels.timeOfDay(session.timeOfDay, startedAt: session.startedAt)
    )
    if growth.isNew { sessions.add(1, sessionSets.set(for: key, made: Self.attributes)) }
    commits.add(Int64(growth.commits), byProject)
    checkpoints.add(Int64(growth.checkpoints), byProject)
    files.add(Int64(growth.files), byProject)
    for tool in growth.tools { tools.add(1, toolSets.set(for: tool) { [AttributeKey.tool: .string($0)] }) }
    guard let seconds = growth.seconds else { return }
    key.language = Labels.name(session.primaryLanguage)
    duration.record(seconds, sessionSets.set(for: key, made: Self.attributes))
  }

  private static func attributes(_ key: SessionKey) -> AttributeSet {
    var pairs: [(String, AttributeValue)] = [
      (AttributeKey.projectPath, .string(key.project)),
      (AttributeKey.timeOfDay, .string(key.timeOfDay)),
    ]
    if let language = key.language { pairs.append((AttributeKey.primaryLanguage, .string(language))) }
    return AttributeSet(pairs)
  }

  /// How much `known` grew by becoming `count`; it never falls.
  private static func raise(_ known: inout Int32, to count: Int?) -> Int {
    guard let count, count > Int(known) else { return 0 }
    defer { known = Int32(clamping: count) }
    return count - Int(known)
  }

  /// The tools not counted before, each once.
  private static func newTools(in used: [String], _ counted: inout [Fingerprint]) -> [String] {
    var new: [String] = []
    for name in used.lazy.map(Labels.name) where counted.count < maximumTools {
      let fingerprint = Fingerprint(of: name)
      guard !counted.contains(fingerprint) else { continue }
      counted.append(fingerprint)
      new.append(name)
    }
    return new
  }
}

extension Fingerprint {
  init(of text: String) {
    var hash = SipHash()
    hash.append(text)
    self = hash.finish()
  }
}
