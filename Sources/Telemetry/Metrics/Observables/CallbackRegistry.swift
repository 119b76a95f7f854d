import Synchronization

/// The callbacks of a provider.
///
/// Callbacks are the program's code: they may be slow or hang. They run on a thread of their own, for as long as the
/// budget lasts; what has not been observed by then is not exported, and the collection goes on (M-85). A callback that
/// hangs is not begun anew until it has returned, and then after the others.
final class CallbackRegistry: Sendable {
  private struct State {
    var callbacks: [Int: Callback] = [:]
    var nextNumber = 0
    var isClosed = false
    /// When none may run any more.
    var end = Instant.distantFuture
    /// Those that are waited for.
    var current: CallbackPass?
  }

  private let clock: any TelemetryClock
  private let diagnostics: Diagnostics
  private let budget: Duration
  private let threads = CallbackThreads()
  private let state = Mutex(State())

  init(budget: Duration, clock: any TelemetryClock, diagnostics: Diagnostics) {
    self.budget = budget
    self.clock = clock
    self.diagnostics = diagnostics
  }

  /// Whether the calling thread runs a callback.
  var runOnThisThread: Bool { threads.includesCurrent }

  /// Keeps a callback, unless nothing could ever come of it.
  func add(_ callback: Callback) -> CallbackRegistration {
    let isOfUse = callback.instruments.contains { !$0.streams.isEmpty }
    let number = state.withLock { state -> Int? in
      guard isOfUse, !state.isClosed else { return nil }
      state.nextNumber += 1
      state.callbacks[state.nextNumber] = callback
      return state.nextNumber
    }
    return CallbackRegistration(registry: number == nil ? nil : self, number: number ?? 0)
  }

  func remove(_ number: Int) {
    let removed = state.withLock { $0.callbacks.removeValue(forKey: number) }
    removed?.remove()
  }

  /// Forgets all callbacks, and takes no further ones.
  func close() {
    let removed = state.withLock { state in
      state.isClosed = true
      defer { state.callbacks = [:] }
      return Array(state.callbacks.values)
    }
    for callback in removed { callback.remove() }
  }

  /// Waits for no callback beyond `end`, those under way included.
  func end(by end: Instant) {
    let current = state.withLock { state in
      state.end = min(state.end, end)
      return state.current
    }
    current?.done.raise()
  }

  /// Runs each callback of the instruments that `reader` sees once (M-24), and hands the observations to the streams,
  /// for that reader only. Their time is the budget, or what is left until `end`.
  ///
  /// - Returns: Whether all of them finished in time.
  func run(for reader: Int, until end: Instant) -> Bool {
    let callbacks = state.withLock { $0.callbacks.sorted { $0.key < $1.key }.map(\.value) }
      .filter { $0.concerns(reader) }
    if callbacks.isEmpty { return true }
    var prompt: [Callback] = []
    var slow: [Callback] = []
    var missing: [Callback] = []
    for callback in callbacks {
      if callback.isRunning {
        missing.append(callback)
      } else if callback.wasGivenUp {
        slow.append(callback)
      } else {
        prompt.append(callback)
      }
    }
    for callback in missing { report(callback, after: budget) }
    // Who has used up the time of the others before would otherwise do so at each collection.
    let ready = prompt + slow
    let finished = finishInTime(ready, until: end)
    missing += ready[finished.count...]
    deliver(finished, of: callbacks, missing, to: reader)
    return missing.isEmpty
  }

  /// What those callbacks observed that have returned in time, in order.
  private func finishInTime(_ callbacks: [Callback], until end: Instant) -> [[ObjectIdentifier: Observations]]
  {
    if callbacks.isEmpty { return [] }
    let pass = CallbackPass(callbacks, diagnostics: diagnostics)
    let start = clock.instant
    let latest = min(start.advanced(by: budget), end)
    state.withLock { $0.current = pass }
    defer { state.withLock { $0.current = nil } }
    guard start < deadline(latest) else { return [] }
    guard threads.hasRoom, threads.start(pass) else {
      let text = "no thread is left to run callbacks on; what they observe is missing"
      diagnostics.reportOnce("callbacks", Diagnostic(.error, text))
      return []
    }
    // Looked up anew each time: a shutdown brings it forward.
    while !pass.isOver, clock.instant < deadline(latest) {
      clock.wait(for: pass.done, until: deadline(latest))
    }
    threads.giveUp(pass)
    let finished = pass.finished
    for callback in callbacks[..<finished.count] { callback.remember(wasGivenUp: false) }
    if finished.count < callbacks.count {
      callbacks[finished.count].remember(wasGivenUp: true)
      report(callbacks[finished.count], after: start.duration(until: deadline(latest)))
    }
    return finished
  }

  private func deadline(_ latest: Instant) -> Instant { state.withLock { min($0.end, latest) } }

  private func deliver(
    _ finished: [[ObjectIdentifier: Observations]],
    of callbacks: [Callback],
    _ missing: [Callback],
    to reader: Int
  ) {
    var observed: [ObjectIdentifier: Observations] = [:]
    for one in finished { observed.merge(one) { $0.merged(with: $1) } }
    let incomplete = Set(missing.flatMap(\.instruments).map(ObjectIdentifier.init))
    for core in callbacks.flatMap(\.instruments) {
      let id = ObjectIdentifier(core)
      let observations = observed[id] ?? Observations()
      for stream in core.streams {
        stream.take(observations, isComplete: !incomplete.contains(id), for: reader)
      }
    }
  }

  private func report(_ callback: Callback, after time: Duration) {
    diagnostics.reportOnce(
      "callback:\(callback.names)",
      Diagnostic(
        .warning,
        "the callback of \(callback.names) has not returned within \(time); what it observes is missing until it does"
      )
    )
  }
}

extension Observations {
  fileprivate func merged(with other: Observations) -> Observations {
    var merged = self
    merged.merge(other)
    return merged
  }
}
