import Synchronization

/// A callback of the program, and whether it may run.
final class Callback: Sendable {
  private struct State {
    var isRemoved = false
    var isRunning = false
    var wasGivenUp = false
  }

  /// What it observes; all of one meter.
  let instruments: [ObservableCore]
  private let body: @Sendable (CallbackRun) -> Void
  private let state = Mutex(State())

  init(for instruments: [ObservableCore], _ body: @escaping @Sendable (CallbackRun) -> Void) {
    self.instruments = instruments
    self.body = body
  }

  /// Between collections: whether a run that was given up has not returned yet.
  var isRunning: Bool { state.withLock { $0.isRunning } }

  /// Whether its last run was given up.
  var wasGivenUp: Bool { state.withLock { $0.wasGivenUp } }

  /// The instruments, for people.
  var names: String { instruments.map(\.descriptor.name).joined(separator: ", ") }

  /// Runs the program's code, unless it was removed or an earlier run hangs.
  func run(_ run: CallbackRun) {
    let mayRun = state.withLock { state in
      if state.isRemoved || state.isRunning { return false }
      state.isRunning = true
      return true
    }
    guard mayRun else { return }
    body(run)
    state.withLock { $0.isRunning = false }
  }

  /// Remembers whether it has used up the time of a collection.
  func remember(wasGivenUp: Bool) {
    state.withLock { $0.wasGivenUp = wasGivenUp }
  }

  /// Lets it run no more.
  func remove() {
    state.withLock { $0.isRemoved = true }
  }

  /// Whether anything it observes reaches a reader.
  func concerns(_ reader: Int) -> Bool {
    instruments.contains { core in core.isEnabled && core.streams.contains { $0.readers.contains(reader) } }
  }
}
