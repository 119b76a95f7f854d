import Synchronization
package import Telemetry

/// What an exporter says about its delivery, in few lines an hour, whatever happens: an operator who reads them must find the
/// others.
///
/// They are told by the worker: what comes up on a thread that records waits for its next turn, since a handler may wait for
/// whoever reads the lines.
package final class DeliveryDiagnostics: WorkerTask {
  /// No more lines than this in an hour (FS-13).
  static let perHour = 12

  /// The lines that are left to an outage: its beginning and its end are told, whatever else there was to say.
  static let reserve = 2

  /// How many things that are told once are remembered; then all are forgotten, rather than new ones never told.
  private static let maximumOnceKeys = 200

  fileprivate struct State {
    var told: [Instant] = []
    var onceKeys: Set<String> = []
    /// What the worker is to tell.
    var waiting: [Diagnostic] = []
    /// Whether that takes no turns any more.
    var isClosed = false
  }

  private let diagnostics: Diagnostics
  private let clock: any TelemetryClock
  private let worker: Worker?
  private let state = Mutex(State())

  /// Tells what `diagnostics` takes; without a worker, at once.
  package init(_ diagnostics: Diagnostics, clock: any TelemetryClock, worker: Worker? = nil) {
    self.diagnostics = diagnostics
    self.clock = clock
    self.worker = worker
    worker?.add(self)
  }

  /// Whether a line may be told now so that `more` can follow it within the hour; it counts then.
  func takesLine(keeping more: Int = reserve) -> Bool {
    let now = clock.instant
    return state.withLock { $0.takesLine(at: now, keeping: more) }
  }

  /// Tells a line that has been taken, after those that wait.
  func tell(_ diagnostic: Diagnostic) {
    let isCurrent = worker?.isCurrent ?? true
    let isForWorker = state.withLock { state in
      guard !isCurrent, !state.isClosed else { return false }
      // One that has no thread may take no turn for long.
      if state.waiting.count < Self.perHour { state.waiting.append(diagnostic) }
      return true
    }
    if isForWorker {
      worker?.signal.raise()
    } else {
      tellWaiting()
      diagnostics.report(diagnostic)
    }
  }

  /// Tells what waits, on the worker.
  func tellWaiting() {
    while let next = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) {
      diagnostics.report(next)
    }
  }

  /// Lets whoever has something to tell from now on tell it at once: there is nobody else.
  func close() {
    state.withLock { $0.isClosed = true }
  }

  package var due: Instant? { state.withLock { $0.waiting.isEmpty ? nil : Instant(nanoseconds: 0) } }

  package func run(on worker: Worker) {
    tellWaiting()
  }

  /// Tells a line if there is one left; false when there is none.
  @discardableResult
  func report(_ diagnostic: Diagnostic) -> Bool {
    guard takesLine() else { return false }
    tell(diagnostic)
    return true
  }

  /// Tells the first diagnostic of each `key`, as soon as there is a line for it, and counts all as incidents of one `kind`.
  func reportOnce(_ key: String, of kind: String, _ diagnostic: @autoclosure () -> Diagnostic) {
    diagnostics.count(kind)
    let now = clock.instant
    let isNew = state.withLock { state in
      guard !state.onceKeys.contains(key), state.takesLine(at: now, keeping: Self.reserve) else {
        return false
      }
      if state.onceKeys.count >= Self.maximumOnceKeys { state.onceKeys.removeAll() }
      state.onceKeys.insert(key)
      return true
    }
    if isNew { tell(diagnostic()) }
  }
}

extension DeliveryDiagnostics.State {
  fileprivate mutating func takesLine(at now: Instant, keeping more: Int) -> Bool {
    told.removeAll { $0.duration(until: now) >= .seconds(3_600) }
    guard told.count + more < DeliveryDiagnostics.perHour else { return false }
    told.append(now)
    return true
  }
}
