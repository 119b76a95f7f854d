import SessionBuddyTelemetry

/// Where the demo's records come from, a tick's worth at a time.
protocol DemoStream {
  /// Records what happened since the last tick; returns how many records that were.
  mutating func tick(_ services: DemoServices, at now: Timestamp) throws(CommandFailure) -> Int
  /// Ends what is still open.
  mutating func finish()
}

/// The invented developer's records and spans: six sessions at a time, about fifty records a second.
struct InventedStream<Generator: RandomNumberGenerator>: DemoStream {
  private static var sessionsAtOnce: Int { 6 }

  private var world: DemoWorld<Generator>
  private var sessions: [DemoSession] = []

  init(_ generator: Generator) {
    world = DemoWorld(generator)
  }

  mutating func tick(_ services: DemoServices, at now: Timestamp) -> Int {
    let telemetry = services.sessionBuddy
    var count = 0
    if sessions.count < Self.sessionsAtOnce, world.uniform() < 0.15 {
      sessions.append(DemoSession(world.session(at: now), services))
    }
    for index in sessions.indices {
      guard let session = sessions[index].tick(&world, services, at: now) else { continue }
      telemetry.record(session)
      count += 1
    }
    sessions.removeAll(where: \.hasEnded)
    if world.uniform() < 0.6 {
      telemetry.record(world.interaction(at: now, in: sessions.first?.metrics.sessionID))
      count += 1
    }
    for _ in 0..<Int.random(in: 0...3, using: &world.generator) {
      telemetry.record(world.event(at: now.advanced(by: .nanoseconds(count))))
      count += 1
    }
    return count
  }

  mutating func finish() {
    sessions.forEach { $0.abandon() }
    sessions = []
  }
}
