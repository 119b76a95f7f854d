import Synchronization

/// What an in-memory exporter is, whatever its items are: the last ones, at most so many.
final class RecentItems<Item: Sendable>: Sendable {
  private struct State {
    var items: [Item] = []
    var isShutDown = false
  }

  private let maximumCount: Int
  private let state = Mutex(State())

  init(maximumCount: Int) {
    self.maximumCount = max(maximumCount, 1)
  }

  var all: [Item] { state.withLock { $0.items } }

  func reset() {
    state.withLock { $0.items = [] }
  }

  /// False after the shutdown.
  func add(_ new: [Item]) -> Bool {
    state.withLock { state in
      guard !state.isShutDown else { return false }
      state.items += new
      if state.items.count > maximumCount { state.items.removeFirst(state.items.count - maximumCount) }
      return true
    }
  }

  func shutdown() {
    state.withLock { $0.isShutDown = true }
  }
}
