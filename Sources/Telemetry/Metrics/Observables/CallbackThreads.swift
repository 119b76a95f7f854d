import Synchronization

/// Which threads run callbacks just now, and how many of them nobody waits for any more.
final class CallbackThreads: Sendable {
  /// How many callbacks may hang, each on a thread of its own, before no further ones are begun.
  static let maximumHanging = 4

  private struct State {
    var running: Set<UInt> = []
    var hanging = 0
  }

  private let state = Mutex(State())

  /// Whether the calling thread runs a callback.
  var includesCurrent: Bool {
    let current = WorkerThread.currentID
    return state.withLock { $0.running.contains(current) }
  }

  /// Whether one more may hang.
  var hasRoom: Bool { state.withLock { $0.hanging < Self.maximumHanging } }

  /// Runs `pass` on a new thread; false when there is none.
  func start(_ pass: CallbackPass) -> Bool {
    WorkerThread.start(named: "otel-callbacks") { [self] in
      let current = WorkerThread.currentID
      _ = state.withLock { $0.running.insert(current) }
      pass.run()
      state.withLock { state in
        state.running.remove(current)
        if pass.isGivenUp { state.hanging -= 1 }
      }
    }
  }

  /// Waits no more for a pass that is under way.
  func giveUp(_ pass: CallbackPass) {
    state.withLock { state in
      if pass.giveUp() { state.hanging += 1 }
    }
  }
}
