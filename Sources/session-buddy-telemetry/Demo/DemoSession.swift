import SessionBuddyTelemetry

/// One session of the demo, live: a trace with a child span per step, and work of another service that links to it.
struct DemoSession {
  private static let steps: [SessionStep] = [
    .search, .tool("read"), .tool("edit"), .commit, .tool("test"), .checkpoint,
  ]
  /// While which step the other service begins its work.
  private static let stepWithWork = 2
  private static let operations = ["route_task", "review_code", "plan_sweep"]

  private(set) var metrics: SessionMetrics
  private let trace: SessionTrace
  private var step: Span?
  private var stepCount = 0
  private var ticksLeft = 0
  private var work: SessionContinuation?
  private var workTicksLeft = 0

  init(_ metrics: SessionMetrics, _ services: DemoServices) {
    self.metrics = metrics
    trace = services.sessionBuddy.startSession(
      id: metrics.sessionID, projectPath: metrics.projectPath, taskClass: .codeGeneration)
  }

  /// Lives on for one tick; the session as it is to be recorded now, nil when nothing changed.
  mutating func tick<Generator>(
    _ world: inout DemoWorld<Generator>,
    _ services: DemoServices,
    at now: Timestamp
  ) -> SessionMetrics? {
    endWork()
    if ticksLeft > 0 {
      ticksLeft -= 1
      return nil
    }
    endStep(&world)
    guard stepCount < Self.steps.count else {
      trace.end()
      metrics = metrics.ended(at: now)
      return metrics
    }
    step = trace.startSpan(Self.steps[stepCount])
    ticksLeft = Int.random(in: 2...12, using: &world.generator)
    if stepCount == Self.stepWithWork { startWork(&world, services) }
    stepCount += 1
    if stepCount == 1 { return metrics }
    world.progress(&metrics)
    return metrics
  }

  /// Whether there is nothing more to come.
  var hasEnded: Bool { metrics.endedAt != nil }

  /// Ends what is still under way when the demo is over, but for the session: that is what the shutdown does.
  func abandon() {
    step?.end()
    work?.end(.abandoned)
  }

  private mutating func endStep<Generator>(_ world: inout DemoWorld<Generator>) {
    guard let step else { return }
    // One test run in six finds something.
    if Self.steps[stepCount - 1] == .tool("test"), world.uniform() < 0.17 {
      step.setStatus(.error("2 of 214 tests failed"))
    }
    step.end()
    self.step = nil
  }

  private mutating func startWork<Generator>(
    _ world: inout DemoWorld<Generator>, _ services: DemoServices
  ) {
    let operation = world.pick(Self.operations, favouring: 0.5)
    work = services.mahavishnu.continueSession(id: metrics.sessionID, operation: operation)
    workTicksLeft = Int.random(in: 2...8, using: &world.generator)
  }

  private mutating func endWork() {
    guard let work else { return }
    workTicksLeft -= 1
    // It may last no longer than the session, since the tree of a session is shown when that ends.
    guard workTicksLeft <= 0 || stepCount == Self.steps.count else { return }
    work.end()
    self.work = nil
  }
}
