import Synchronization

/// The callbacks of one collection, one after the other, until all have returned or their time is over.
final class CallbackPass: Sendable {
  private struct State {
    /// What each callback that has returned observed, in order.
    var finished: [[ObjectIdentifier: Observations]] = []
    var current: CallbackRun?
    var isGivenUp = false
    var isOver = false
  }

  let callbacks: [Callback]
  /// Raised when all callbacks have returned.
  let done = Signal()
  private let diagnostics: Diagnostics
  private let state = Mutex(State())

  init(_ callbacks: [Callback], diagnostics: Diagnostics) {
    self.callbacks = callbacks
    self.diagnostics = diagnostics
  }

  /// Whether all callbacks have returned.
  var isOver: Bool { state.withLock { $0.isOver } }

  /// Whether nobody waited for its end.
  var isGivenUp: Bool { state.withLock { $0.isGivenUp } }

  /// What the callbacks observed that have returned in time; the first that has not comes next in ``callbacks``.
  var finished: [[ObjectIdentifier: Observations]] { state.withLock { $0.finished } }

  /// Runs the callbacks; once given up it begins no other.
  func run() {
    for callback in callbacks {
      let run = CallbackRun(for: callback.instruments, diagnostics: diagnostics)
      guard begin(run) else { break }
      callback.run(run)
      end(run)
    }
    state.withLock { $0.isOver = true }
    done.raise()
  }

  private func begin(_ run: CallbackRun) -> Bool {
    state.withLock { state in
      if !state.isGivenUp { state.current = run }
      return !state.isGivenUp
    }
  }

  private func end(_ run: CallbackRun) {
    let observed = run.close()
    state.withLock { state in
      state.current = nil
      if !state.isGivenUp { state.finished.append(observed) }
    }
  }

  /// Takes no more observations; false when it is over already.
  ///
  /// A callback that was given up loses what it has observed so far: half of it would look like all of it.
  func giveUp() -> Bool {
    state.withLock { state in
      if state.isOver { return false }
      state.isGivenUp = true
      _ = state.current?.close()
      return true
    }
  }
}
