import Synchronization
public import Telemetry

/// A clock that moves only when a test says so: an hour of outage takes a millisecond.
///
/// What happens on the network takes real time whatever this clock says: a call that is under way ends when it is
/// answered, or after as much real time as it had left on this clock.
///
/// ```swift
/// let clock = ManualClock()
/// let provider = MeterProvider(resource: Resource(), readers: [reader], clock: clock)
/// clock.advance(by: .seconds(60))
/// ```
public final class ManualClock: TelemetryClock {
  private struct State {
    var now: Timestamp
    var instant = Instant(nanoseconds: 0)
    var waiting: [Signal] = []
    /// Whom the clock has woken, and who has not gone back to sleep.
    var awake: [Signal] = []
    /// Who was woken by somebody else, and may or may not come back.
    var roaming: [Roaming] = []
    /// Raised when somebody goes to sleep.
    var bells: [Signal] = []
  }

  private struct Roaming {
    weak var signal: Signal?
  }

  /// How long somebody whom the clock has not woken is waited for: a thread that has ended never comes back.
  private static let patience = Duration.seconds(1)

  private let state: Mutex<State>

  /// A clock that stands at `now`, by default 2026-01-01T00:00:00Z.
  public init(now: Timestamp = Timestamp(secondsSinceEpoch: 1_767_225_600)) {
    state = Mutex(State(now: now))
  }

  /// The time of day, as far as it was moved.
  public var now: Timestamp { state.withLock { $0.now } }

  /// The monotonic time, as far as it was moved.
  public var instant: Instant { state.withLock { $0.instant } }

  /// Moves both times forward and wakes everybody who waits on this clock.
  public func advance(by duration: Duration) {
    let waiting = state.withLock { state in
      state.now = state.now.advanced(by: duration)
      state.instant = state.instant.advanced(by: duration)
      defer { state.waiting = [] }
      state.awake += state.waiting
      return state.waiting
    }
    for signal in waiting { signal.raise() }
  }

  /// Sets the time of day, as an operator or NTP would; the monotonic time stays (FS-29).
  public func set(now: Timestamp) {
    state.withLock { $0.now = now }
  }

  /// Lets `duration` pass in steps of `step`, as if time ran: after each, everybody it woke does what is due and goes back
  /// to sleep before the next begins. `body` runs at the beginning of each step.
  ///
  /// False when somebody has not gone back to sleep within `limit` of machine time, and time stands still then. What is
  /// due at the end has been done when this returns.
  ///
  /// ```swift
  /// // A day, in which a session is recorded every minute.
  /// XCTAssertTrue(clock.run(for: .seconds(86_400), inStepsOf: .seconds(60)) { telemetry.record(session) })
  /// ```
  public func run(
    for duration: Duration,
    inStepsOf step: Duration,
    waitingAtMost limit: Duration = .seconds(30),
    _ body: () throws -> Void
  ) rethrows -> Bool {
    precondition(step > .zero, "time runs forward")
    var left = duration
    while left > .zero {
      try body()
      advance(by: min(step, left))
      guard settle(within: limit) else { return false }
      left -= step
    }
    return true
  }

  /// Lets `duration` pass in steps of `step` in which nothing else happens.
  public func run(
    for duration: Duration,
    inStepsOf step: Duration,
    waitingAtMost limit: Duration = .seconds(30)
  ) -> Bool {
    run(for: duration, inStepsOf: step, waitingAtMost: limit) {}
  }

  /// Blocks until everybody whom the clock has woken sleeps on it again; false when that takes longer than `limit` of
  /// machine time.
  public func settle(within limit: Duration = .seconds(30)) -> Bool {
    let machine = SystemClock()
    let patience = machine.instant.advanced(by: Self.patience)
    return block(within: limit) { isSettled(forgettingWhoRoams: machine.instant >= patience) }
  }

  /// Blocks until `count` threads sleep on this clock, such as that of an exporter which has just been started; false when
  /// that takes longer than `limit` of machine time.
  public func waitForSleepers(_ count: Int = 1, within limit: Duration = .seconds(30)) -> Bool {
    block(within: limit) { state.withLock { $0.waiting.count >= count } }
  }

  private func isSettled(forgettingWhoRoams isOver: Bool) -> Bool {
    state.withLock { state in
      state.roaming.removeAll { isOver || $0.signal == nil }
      return state.awake.isEmpty && state.roaming.isEmpty
    }
  }

  /// Blocks until `condition` holds, which is asked whenever somebody goes to sleep; whether it does by the end of `limit`.
  private func block(within limit: Duration, until condition: () -> Bool) -> Bool {
    let machine = SystemClock()
    let end = machine.instant.advanced(by: limit)
    let bell = Signal()
    state.withLock { $0.bells.append(bell) }
    defer { state.withLock { state in state.bells.removeAll { $0 === bell } } }
    while !condition() {
      let left = machine.instant.duration(until: end)
      guard left > .zero else { return false }
      // Who is gone rings no bell.
      bell.wait(atMost: min(left, .milliseconds(20)))
    }
    return true
  }

  /// Sleeps until `signal` is raised or the clock is moved.
  public func wait(for signal: Signal, until deadline: Instant) {
    let sleep = state.withLock { state -> (mustWait: Bool, bells: [Signal]) in
      guard state.instant < deadline else { return (false, []) }
      state.waiting.append(signal)
      state.awake.removeAll { $0 === signal }
      state.roaming.removeAll { $0.signal === signal }
      return (true, state.bells)
    }
    guard sleep.mustWait else { return }
    for bell in sleep.bells { bell.raise() }
    signal.wait(atMost: .seconds(3_600))
    state.withLock { state in
      // The clock takes out whom it wakes.
      guard let index = state.waiting.firstIndex(where: { $0 === signal }) else { return }
      state.waiting.remove(at: index)
      state.roaming.append(Roaming(signal: signal))
    }
  }
}
