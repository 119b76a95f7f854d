import Synchronization
import Telemetry

/// Records sessions, each once however often it is seen, and as far as its numbers grew.
final class SessionRecorder: Sendable {
  /// At least so many of the latest sessions are recognised when they come again.
  static let rememberedSessions = 32_768

  private struct State: Sendable {
    var known = RecentMap<Fingerprint, SessionProgress>(generation: rememberedSessions)
    var projects: ProjectTable
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
  ) -> SessionProgress.Growth? {
    let id = Fingerprint(of: session.sessionID)
    let found = state.known[id]
    var progress = found ?? SessionProgress()
    guard var growth = progress.advance(to: session, &check) else { return nil }
    growth.isNew = found == nil
    state.known.remember(progress, for: id)

    let score = check.accept(session.averageQuality, in: Plausible.quality, isDue: progress.hasEnded)
    showQuality(score, of: session, in: project)
    state.projects.update(project) { history in
      if let score { history.setQuality(score, of: id, startedAt: session.startedAt) }
      if let pace = growth.pace { history.addEnded(commits: pace.commits, seconds: pace.seconds) }
    }
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

  private func add(_ growth: SessionProgress.Growth, of session: SessionMetrics, to project: String) {
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
}

extension Fingerprint {
  init(of text: String) {
    var hash = SipHash()
    hash.append(text)
    self = hash.finish()
  }
}
