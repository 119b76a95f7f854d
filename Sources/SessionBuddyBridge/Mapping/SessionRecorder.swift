import Synchronization
import Telemetry

/// Records sessions, each once however often it is seen, and as far as its numbers grew.
final class SessionRecorder: Sendable {
  /// At least so many of the latest sessions are recognised when they come again.
  static let rememberedSessions = 32_768

  private struct State: Sendable {
    var known = RecentMap<Fingerprint, SessionProgress>(generation: rememberedSessions)
    var projects: ProjectTable
    /// The sessions whose quality is being shown, one for each thread that is at it.
    var qualities: [Fingerprint: Turn<Quality>] = [:]
  }

  /// What there is to show of the quality of one session.
  fileprivate struct Quality: Sendable {
    let attributes: AttributeSet
    let score: Double?
    let isLast: Bool
  }

  /// What follows from a new state of a session, and whose turn it is to show it.
  private struct Change {
    var growth: SessionProgress.Growth
    var quality: Quality?
    var project: ProjectGauges.Values?
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
  private let projectGauges: ProjectGauges

  private let labels: Labels
  private let projectSets = AttributeSetCache<String>()
  private let toolSets = AttributeSetCache<String>()
  private let sessionSets = AttributeSetCache<SessionKey>()
  private let state: Mutex<State>

  init(_ meter: Meter, _ labels: Labels, cardinalityLimit: Int) {
    sessions = meter.counter(InstrumentCatalogue.sessions)
    duration = meter.histogram(InstrumentCatalogue.sessionDuration)
    quality = meter.gauge(InstrumentCatalogue.qualityScore)
    commits = meter.counter(InstrumentCatalogue.sessionCommits)
    checkpoints = meter.counter(InstrumentCatalogue.sessionCheckpoints)
    files = meter.counter(InstrumentCatalogue.sessionFiles)
    tools = meter.counter(InstrumentCatalogue.sessionTools)
    projectGauges = ProjectGauges(meter)
    self.labels = labels
    state = Mutex(State(projects: ProjectTable(cardinalityLimit: cardinalityLimit)))
  }

  /// Records `session`; says whether it is new, and which of its values were left out.
  func record(_ session: SessionMetrics) -> (isNew: Bool, dropped: [DroppedValueReason: Int]) {
    let id = Fingerprint(of: session.sessionID)
    let project = labels.project(session.projectPath)
    guard let change = state.withLock({ Self.update(&$0, with: session, id, of: project) }) else {
      return (false, [:])
    }
    add(change.growth, of: session, to: project)
    show(change.quality, of: id)
    show(change.project, of: project)
    return (change.growth.isNew, change.growth.dropped)
  }

  /// Brings the state up to date; nil when the session had ended before.
  private static func update(
    _ state: inout State,
    with session: SessionMetrics,
    _ id: Fingerprint,
    of project: String
  ) -> Change? {
    let found = state.known[id]
    var progress = found ?? SessionProgress()
    guard var growth = progress.advance(to: session) else { return nil }
    growth.isNew = found == nil
    let isAdmitted = state.projects.admit(project)
    if !isAdmitted, progress.refuse(.project) { growth.dropped[.projectLimit, default: 0] += 1 }
    state.known.remember(progress, for: id)

    let quality = Quality(of: session, in: project, score: growth.quality)
    var change = Change(growth: growth)
    change.quality = quality.flatMap { state.qualities[id, default: Turn()].take(toShow: $0) }
    guard isAdmitted else { return change }
    change.project = state.projects.update(project) { history in
      if let score = growth.quality { history.setQuality(score, of: id, startedAt: session.startedAt) }
      if let pace = growth.pace { history.addEnded(commits: pace.commits, seconds: pace.seconds) }
    }
    return change
  }

  private func show(_ first: Quality?, of id: Fingerprint) {
    var next = first
    while let one = next {
      if let score = one.score { quality.record(score, one.attributes) }
      if one.isLast { quality.finish(one.attributes) }
      next = state.withLock { state in
        let next = state.qualities[id]?.next()
        if next == nil { state.qualities[id] = nil }
        return next
      }
    }
  }

  private func show(_ first: ProjectGauges.Values?, of project: String) {
    var next = first
    while let values = next {
      projectGauges.show(values)
      next = state.withLock { $0.projects.next(of: project) }
    }
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

extension SessionRecorder.Quality {
  /// Nil when there is nothing to show.
  fileprivate init?(of session: SessionMetrics, in project: String, score: Double?) {
    guard score != nil || session.endedAt != nil else { return nil }
    self.score = score
    isLast = session.endedAt != nil
    attributes = [
      AttributeKey.sessionID: .string(Labels.identifier(session.sessionID)),
      AttributeKey.projectPath: .string(project),
    ]
  }
}

extension Fingerprint {
  init(of text: String) {
    var hash = SipHash()
    hash.append(text)
    self = hash.finish()
  }
}
