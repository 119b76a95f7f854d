import Synchronization
package import Telemetry

/// What a look at something that changes by itself has found.
package enum Renewal<Value: Sendable>: Sendable {
  /// It is as it was.
  case unchanged
  /// It was read again.
  case changed(Value)
  /// It cannot be used as it is now; the words are told, so they contain no secret.
  case unusable(String)
}

/// Looks whether something has changed, and reads it again then; `isForced` reads it in any case.
package typealias RenewalSource<Value: Sendable> = @Sendable (_ isForced: Bool) -> Renewal<Value>

/// A value that is looked after while the exporter runs: what was good last stays until something better is found.
package final class Renewing<Value: Equatable & Sendable>: Sendable {
  /// How often it may be read because the collector did not like it.
  private static var forcedInterval: Duration { .seconds(60) }

  private struct State {
    var value: Value
    /// The ones before it, the last first.
    var earlier: [Value] = []
    var nextLook: Instant?
    var nextForced: Instant?
    var complaint: String?
  }

  private let source: RenewalSource<Value>?
  private let interval: Duration
  private let memory: Int
  private let clock: any TelemetryClock
  private let diagnostics: DeliveryDiagnostics
  private let state: Mutex<State>

  /// Looks at `source` no more often than every `interval`; without one the value stays. Of the values before it the last few
  /// are remembered, up to `memory`.
  package init(
    _ value: Value,
    from source: RenewalSource<Value>?,
    every interval: Duration,
    remembering memory: Int = 0,
    clock: any TelemetryClock,
    diagnostics: DeliveryDiagnostics
  ) {
    self.source = source
    self.interval = interval
    self.memory = memory
    self.clock = clock
    self.diagnostics = diagnostics
    state = Mutex(State(value: value))
  }

  /// The value, after a look if it is time for one.
  package var current: Value {
    look(isForced: false)
    return state.withLock { $0.value }
  }

  /// The value and those that are remembered, the last first, without a look.
  package var recent: [Value] {
    state.withLock { [$0.value] + $0.earlier }
  }

  /// Reads it again because `used` did not do; what is there instead, nil if that is the same or it is too early.
  package func replacement(of used: Value) -> Value? {
    look(isForced: true)
    let value = state.withLock { $0.value }
    return value == used ? nil : value
  }

  private func look(isForced: Bool) {
    guard let source else { return }
    let now = clock.instant
    let isTime = state.withLock { state in
      if let next = isForced ? state.nextForced : state.nextLook, now < next { return false }
      if isForced {
        state.nextForced = now.advanced(by: Self.forcedInterval)
      } else {
        state.nextLook = now.advanced(by: interval)
      }
      return true
    }
    guard isTime else { return }
    // Reading takes a moment, so nothing is locked meanwhile; only the worker looks.
    switch source(isForced) {
    case .unchanged: break
    case .changed(let value):
      state.withLock { state in
        if value != state.value {
          state.earlier = Array(([state.value] + state.earlier).prefix(memory))
          state.value = value
        }
        state.complaint = nil
      }
    case .unusable(let complaint):
      let isNew = state.withLock { state in
        // It may be half written: what changes it next is not to wait for its turn.
        let soon = now.advanced(by: min(interval, .seconds(1)))
        state.nextLook = min(state.nextLook ?? soon, soon)
        defer { state.complaint = complaint }
        return state.complaint != complaint
      }
      let text = "\(complaint); what was read before stays in use"
      guard isNew, !diagnostics.report(Diagnostic(.warning, text)) else { return }
      // There is no line left for it; it is new when it is found the next time.
      state.withLock { $0.complaint = nil }
    }
  }
}
