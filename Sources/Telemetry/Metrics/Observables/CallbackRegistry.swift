import Synchronization

/// The callbacks of a provider, and the thread they run on.
///
/// Callbacks are the program's code: they may be slow or hang. They run on a thread of their own, for as long as the
/// budget lasts; what has not been observed by then is not exported, and the collection goes on (M-85). While a callback
/// hangs none is begun anew, so that no second thread hangs as well.
final class CallbackRegistry: Sendable {
  struct Callback: Sendable {
    let instruments: [ObservableCore]
    let body: @Sendable (CallbackRun) -> Void
  }

  private struct State {
    var callbacks: [Int: Callback] = [:]
    var nextNumber = 0
  }

  private let clock: any TelemetryClock
  private let diagnostics: Diagnostics
  private let budget: Duration
  private let state = Mutex(State())
  private let isBusy = Atomic(false)

  init(budget: Duration, clock: any TelemetryClock, diagnostics: Diagnostics) {
    self.budget = budget
    self.clock = clock
    self.diagnostics = diagnostics
  }

  func add(_ callback: Callback) -> CallbackRegistration {
    let number = state.withLock { state in
      state.nextNumber += 1
      state.callbacks[state.nextNumber] = callback
      return state.nextNumber
    }
    return CallbackRegistration(registry: self, number: number)
  }

  func remove(_ number: Int) {
    state.withLock { $0.callbacks[number] = nil }
  }

  func removeAll() {
    state.withLock { $0.callbacks = [:] }
  }

  /// Runs each callback of the instruments that `reader` sees once (M-24), and hands the observations to the streams,
  /// for that reader only.
  ///
  /// - Returns: Whether all of them finished in time.
  func run(for reader: Int) -> Bool {
    let callbacks = state.withLock { state in
      state.callbacks.sorted { $0.key < $1.key }.map(\.value).filter { $0.concerns(reader) }
    }
    let instruments = callbacks.flatMap(\.instruments)
    guard !callbacks.isEmpty else { return true }
    guard let runs = finishInTime(callbacks) else {
      report(callbacks[0])
      for core in instruments { core.take(Observations(), for: reader) }
      return false
    }
    var all: [ObjectIdentifier: Observations] = [:]
    for observed in runs.values { all.merge(observed) { first, second in first.merged(with: second) } }
    for core in instruments { core.take(all[ObjectIdentifier(core)] ?? Observations(), for: reader) }
    if let late = runs.late { report(callbacks[late]) }
    return runs.late == nil
  }

  private struct Outcome {
    var values: [[ObjectIdentifier: Observations]]
    /// The first callback that did not finish.
    var late: Int?
  }

  /// Nil when an earlier run still hangs, or there is no thread.
  private func finishInTime(_ callbacks: [Callback]) -> Outcome? {
    guard isBusy.exchange(true, ordering: .acquiringAndReleasing) == false else { return nil }
    let runs = callbacks.map { CallbackRun(for: $0.instruments, diagnostics: diagnostics) }
    let progress = Progress(callbacks.count)
    // Before the thread starts: what it takes until it runs is part of the budget.
    let deadline = clock.instant.advanced(by: budget)
    let isStarted = WorkerThread.start(named: "otel-callbacks") { [isBusy = BusyMark(self)] in
      for (callback, run) in zip(callbacks, runs) {
        callback.body(run)
        progress.advance()
      }
      isBusy.clear()
      progress.done.raise()
    }
    guard isStarted else {
      isBusy.store(false, ordering: .releasing)
      return nil
    }
    while !progress.isOver, clock.instant < deadline { clock.wait(for: progress.done, until: deadline) }
    let finished = progress.count
    // A callback that was given up loses what it has observed so far: half of it would look like all of it.
    let values = runs.map { $0.close() }.prefix(finished)
    return Outcome(values: Array(values), late: finished < callbacks.count ? finished : nil)
  }

  private func report(_ callback: Callback) {
    let names = callback.instruments.map(\.descriptor.name).joined(separator: ", ")
    diagnostics.reportOnce(
      "callback:\(names)",
      Diagnostic(
        .warning,
        "the callback of \(names) has not returned within \(budget); what it observes is missing until it does"
      )
    )
  }

  /// Tells the registry that its thread has ended, without keeping it alive.
  private struct BusyMark: Sendable {
    weak let registry: CallbackRegistry?

    init(_ registry: CallbackRegistry) {
      self.registry = registry
    }

    func clear() {
      registry?.isBusy.store(false, ordering: .releasing)
    }
  }

  /// How many callbacks have returned.
  private final class Progress: Sendable {
    let done = Signal()
    private let total: Int
    private let finished = Atomic(0)

    init(_ total: Int) {
      self.total = total
    }

    var count: Int { finished.load(ordering: .acquiring) }
    var isOver: Bool { count == total }

    func advance() {
      finished.wrappingAdd(1, ordering: .releasing)
    }
  }
}

extension CallbackRegistry.Callback {
  /// Whether anything it observes reaches a reader.
  fileprivate func concerns(_ reader: Int) -> Bool {
    instruments.contains { core in core.isEnabled && core.streams.contains { $0.readers.contains(reader) } }
  }
}

extension Observations {
  fileprivate func merged(with other: Observations) -> Observations {
    var merged = self
    merged.merge(other)
    return merged
  }
}

extension ObservableCore {
  /// Hands one reader's observations to every stream that it sees.
  fileprivate func take(_ observations: Observations, for reader: Int) {
    for stream in streams { stream.take(observations, for: reader) }
  }
}
