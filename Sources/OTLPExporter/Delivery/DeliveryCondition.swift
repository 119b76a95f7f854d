import GRPCTransport
import Synchronization
package import Telemetry

/// How delivery is going, told in changes of state: one line when it starts to fail, one when it works again.
package final class DeliveryCondition: Sendable {
  /// What can be said at one moment.
  package struct Snapshot: Equatable, Sendable {
    /// When the collector last took something; nil if it never did.
    package var lastSuccess: Timestamp?
    /// What went wrong last, in one sentence; nil if nothing did.
    package var lastProblem: String?
    /// Whether the last attempt failed.
    package var isFailing = false
    /// Which signals lost something since the collector last took some of theirs.
    package var dropping: Set<TelemetrySignal> = []
  }

  private struct State {
    var lastSuccess: Timestamp?
    var lastProblem: String?
    /// The signals whose last attempt failed, and since when any has.
    var failing: Set<TelemetrySignal> = []
    var failingSince: Instant?
    var dropping: Set<TelemetrySignal> = []
  }

  private let collector: String
  private let clock: any TelemetryClock
  private let diagnostics: Diagnostics
  private let words: @Sendable () -> ForeignWords
  private let state = Mutex(State())

  /// `words` makes what the collector says fit to be shown.
  package init(
    collector: String,
    clock: any TelemetryClock,
    diagnostics: Diagnostics,
    words: @escaping @Sendable () -> ForeignWords
  ) {
    self.words = words
    self.collector = collector
    self.clock = clock
    self.diagnostics = diagnostics
  }

  /// The condition at this moment.
  package var snapshot: Snapshot {
    state.withLock { state in
      Snapshot(
        lastSuccess: state.lastSuccess,
        lastProblem: state.lastProblem,
        isFailing: !state.failing.isEmpty,
        dropping: state.dropping
      )
    }
  }

  func noteDelivered(_ signal: TelemetrySignal, items: Int, rejected: Int, message: String) {
    let message = message.isEmpty ? "" : words().shown(message)
    let complaint = "\(collector) rejected \(rejected) of \(items) items of \(signal.rawValue): \(message)"
    let outage = state.withLock { state -> Duration? in
      state.lastSuccess = clock.now
      state.dropping.remove(signal)
      if rejected > 0 { state.lastProblem = complaint }
      guard state.failing.remove(signal) != nil, state.failing.isEmpty else { return nil }
      defer { state.failingSince = nil }
      return state.failingSince?.duration(until: clock.instant)
    }
    if let outage {
      diagnostics.report(Diagnostic(.info, "\(collector) takes telemetry again after \(outage.inWords)"))
    }
    guard rejected > 0 || !message.isEmpty else { return }
    // The collector's own words are the key: the same complaint is told once (X-27).
    diagnostics.reportOnce("partial:\(signal):\(message.prefix(200))", Diagnostic(.warning, complaint))
  }

  func noteRefused(_ signal: TelemetrySignal, items: Int, by answer: Answer) {
    let problem = problem(of: answer)
    state.withLock { state in
      state.lastProblem = problem
      state.failing.insert(signal)
    }
    diagnostics.reportOnce(
      "refused:\(signal):\(answer.status)",
      Diagnostic(.error, "\(problem); what it refuses is dropped (\(items) items of \(signal.rawValue))")
    )
  }

  func noteUnreachable(_ answer: Answer, by signal: TelemetrySignal) {
    noteUnreachable(problem(of: answer), by: signal)
  }

  /// The time to wait was over before there was an answer.
  ///
  /// A short wait says nothing about a collector, and what is known about an outage says more than silence.
  func noteSilence(of signal: TelemetrySignal, for wait: Duration) {
    guard wait >= .milliseconds(500), state.withLock({ $0.failing.isEmpty }) else { return }
    noteUnreachable("cannot export to \(collector): it did not answer within \(wait.inWords)", by: signal)
  }

  /// Told when the first signal fails; those that follow it into the same outage add nothing.
  private func noteUnreachable(_ problem: String, by signal: TelemetrySignal) {
    let isNew = state.withLock { state in
      state.lastProblem = problem
      state.failing.insert(signal)
      guard state.failingSince == nil else { return false }
      state.failingSince = clock.instant
      return true
    }
    if isNew {
      diagnostics.report(Diagnostic(.warning, "\(problem); telemetry is kept in memory and sent again"))
    }
  }

  /// The collector has said how large a request may be; from now on they are cut to that.
  func noteRequestLimit(_ limit: Int, afterRefusalOf size: Int, maximum: Int?) {
    let what = maximum.map { "takes requests of at most \($0) bytes" } ?? "takes no request of \(size) bytes"
    let text = "\(collector) \(what); from now on they are cut to \(limit)"
    state.withLock { $0.lastProblem = text }
    diagnostics.report(Diagnostic(.warning, text))
  }

  /// Told once for each thing that is too large, since it will be again.
  func noteOversized(_ what: String) {
    let text = "\(what) exceeds a request by itself and was dropped (\(DropReason.tooLarge))"
    state.withLock { $0.lastProblem = text }
    diagnostics.reportOnce("oversized:\(what)", Diagnostic(.warning, text))
  }

  /// Told once per outage: a full queue drops for as long as it is full (G-16).
  func noteDropped(_ items: Int, of signal: TelemetrySignal, because reason: DropReason) {
    // Nothing is lost with what others stand for.
    guard reason != .superseded else { return }
    let isNew = state.withLock { $0.dropping.insert(signal).inserted }
    guard isNew else { return }
    let text = "\(signal.rawValue) are being dropped (\(reason)), first \(items) items"
    diagnostics.report(Diagnostic(.warning, text))
  }

  /// The cause in one sentence. Either kind has words of strangers in it.
  private func problem(of answer: Answer) -> String {
    let words = words()
    if let diagnosis = PeerDiagnosis(answer) {
      return "cannot export to \(collector): \(words.shown("\(diagnosis)"))"
    }
    let message = answer.statusMessage.isEmpty ? "" : ": \(words.shown(answer.statusMessage))"
    return "cannot export to \(collector): \(answer.status)\(message)"
  }
}

extension Duration {
  /// Rounded for people: `850 ms`, `12 s`.
  fileprivate var inWords: String {
    let milliseconds = wholeNanoseconds / 1_000_000
    return milliseconds < 1_000 ? "\(milliseconds) ms" : "\(milliseconds / 1_000) s"
  }
}
