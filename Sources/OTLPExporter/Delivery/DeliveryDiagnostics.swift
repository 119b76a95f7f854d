import Synchronization
package import Telemetry

/// What an exporter says about its delivery, in few lines an hour, whatever happens: an operator who reads them must find the
/// others.
package final class DeliveryDiagnostics: Sendable {
  /// No more lines than this in an hour (FS-13).
  static let perHour = 12

  /// The lines that are left to an outage: its beginning and its end are told, whatever else there was to say.
  static let reserve = 2

  /// How many things that are told once are remembered; then all are forgotten, rather than new ones never told.
  private static let maximumOnceKeys = 200

  fileprivate struct State {
    var told: [Instant] = []
    var onceKeys: Set<String> = []
    var kept: [Diagnostic] = []
  }

  private let diagnostics: Diagnostics
  private let clock: any TelemetryClock
  private let state = Mutex(State())
  /// For those who ask with every item that is lost.
  private let isKeeping = Atomic(false)

  /// Tells what `diagnostics` takes.
  package init(_ diagnostics: Diagnostics, clock: any TelemetryClock) {
    self.diagnostics = diagnostics
    self.clock = clock
  }

  /// Whether a line may be told now so that `more` can follow it within the hour; it counts then.
  func takesLine(keeping more: Int = reserve) -> Bool {
    let now = clock.instant
    return state.withLock { $0.takesLine(at: now, keeping: more) }
  }

  /// Tells a line that has been taken.
  func tell(_ diagnostic: Diagnostic) {
    tellKept()
    diagnostics.report(diagnostic)
  }

  /// Keeps a line that has been taken for ``tellKept()``: a thread that records must not wait for whoever writes it.
  func keep(_ diagnostic: Diagnostic) {
    state.withLock { state in
      state.kept.append(diagnostic)
      isKeeping.store(true, ordering: .relaxed)
    }
  }

  /// Whether there is something to tell.
  var hasKept: Bool { isKeeping.load(ordering: .relaxed) }

  /// Tells what was kept, on the worker, or after its end.
  func tellKept() {
    guard hasKept else { return }
    let kept = state.withLock { state in
      defer { state.kept = [] }
      isKeeping.store(false, ordering: .relaxed)
      return state.kept
    }
    for diagnostic in kept { diagnostics.report(diagnostic) }
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
    if isNew(key, of: kind) { tell(diagnostic()) }
  }

  /// The same, for ``tellKept()``.
  func keepOnce(_ key: String, of kind: String, _ diagnostic: @autoclosure () -> Diagnostic) {
    if isNew(key, of: kind) { keep(diagnostic()) }
  }

  private func isNew(_ key: String, of kind: String) -> Bool {
    diagnostics.count(kind)
    let now = clock.instant
    return state.withLock { state in
      guard !state.onceKeys.contains(key), state.takesLine(at: now, keeping: Self.reserve) else {
        return false
      }
      if state.onceKeys.count >= Self.maximumOnceKeys { state.onceKeys.removeAll() }
      state.onceKeys.insert(key)
      return true
    }
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
