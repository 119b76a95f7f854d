import SessionBuddyTelemetry

/// One session of the demo, live: a trace with a child span per phase of the work.
struct DemoSession {
  private static let phases = ["plan", "search", "edit", "test", "checkpoint"]

  private(set) var metrics: SessionMetrics
  private let root: Span
  private var phase: Span?
  private var phaseIndex = 0
  private var ticksLeft = 0

  init(_ metrics: SessionMetrics, _ tracer: Tracer) {
    self.metrics = metrics
    root = tracer.startSpan(
      "session_buddy.session",
      parent: .root,
      attributes: [
        "session_id": .string(metrics.sessionID), "project_path": .string(metrics.projectPath),
      ]
    )
  }

  /// Lives on for one tick; the session as it is to be recorded now, nil when nothing changed.
  mutating func tick<Generator>(
    _ world: inout DemoWorld<Generator>,
    _ tracer: Tracer,
    at now: Timestamp
  ) -> SessionMetrics? {
    if ticksLeft > 0 {
      ticksLeft -= 1
      return nil
    }
    endPhase(&world)
    guard phaseIndex < Self.phases.count else {
      root.setStatus(.ok)
      root.end()
      metrics = metrics.ended(at: now)
      return metrics
    }
    phase = tracer.startSpan(
      "session_buddy.\(Self.phases[phaseIndex])",
      kind: phaseIndex == 1 ? .client : .internal,
      parent: .context(root.context)
    )
    ticksLeft = Int.random(in: 2...12, using: &world.generator)
    phaseIndex += 1
    if phaseIndex == 1 { return metrics }
    world.progress(&metrics)
    return metrics
  }

  /// Whether there is nothing more to come.
  var hasEnded: Bool { metrics.endedAt != nil }

  /// Ends the spans that are still open, for when the demo is over.
  func abandon() {
    phase?.end()
    root.end()
  }

  private mutating func endPhase<Generator>(_ world: inout DemoWorld<Generator>) {
    guard let phase else { return }
    // One test run in six finds something.
    if Self.phases[phaseIndex - 1] == "test", world.uniform() < 0.17 {
      phase.setStatus(.error("2 of 214 tests failed"))
    }
    phase.end()
    self.phase = nil
  }
}
