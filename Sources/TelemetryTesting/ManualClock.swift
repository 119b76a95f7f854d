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
  }

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
      return state.waiting
    }
    for signal in waiting { signal.raise() }
  }

  /// Sets the time of day, as an operator or NTP would; the monotonic time stays (FS-29).
  public func set(now: Timestamp) {
    state.withLock { $0.now = now }
  }

  /// Sleeps until `signal` is raised or the clock is moved.
  public func wait(for signal: Signal, until deadline: Instant) {
    let mustWait = state.withLock { state in
      guard state.instant < deadline else { return false }
      state.waiting.append(signal)
      return true
    }
    guard mustWait else { return }
    signal.wait(atMost: .seconds(3_600))
    state.withLock { state in
      if let index = state.waiting.firstIndex(where: { $0 === signal }) { state.waiting.remove(at: index) }
    }
  }
}
