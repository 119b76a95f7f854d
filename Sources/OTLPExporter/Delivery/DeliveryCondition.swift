import GRPCTransport
import Synchronization
package import Telemetry

/// How delivery is going, told in changes of state: one line when it starts to fail, one when it works again, and few in an
/// hour, whatever happens.
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

  private let collector: String
  private let clock: any TelemetryClock
  private let diagnostics: DeliveryDiagnostics
  private let words: @Sendable () -> ForeignWords
  private let state = Mutex(ConditionState())

  /// `words` makes what the collector says fit to be shown.
  package init(
    collector: String,
    clock: any TelemetryClock,
    diagnostics: DeliveryDiagnostics,
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
        isFailing: state.isFailing,
        dropping: state.dropping
      )
    }
  }

  /// The collector took a request; `isCurrent` unless that was sent before the last failure of its signal, and so says nothing
  /// about the time after it. Signals that are `idle` have nothing to send: no answer will tell that they get through again.
  func noteDelivered(
    _ signal: TelemetrySignal, items: Int, rejected: Int, message: String, isCurrent: Bool,
    idle: [TelemetrySignal]
  ) {
    let message = message.isEmpty ? "" : words().shown(message)
    let complaint = "\(collector) rejected \(rejected) of \(items) items of \(signal.rawValue): \(message)"
    let outage = state.withLock { state -> ConditionState.Outage? in
      state.lastSuccess = clock.now
      state.stopLosing(signal)
      if rejected > 0 { state.lastProblem = complaint }
      guard isCurrent else { return nil }
      state.succeed(signal)
      state.forgetFailures(of: idle, at: clock.instant)
      return state.endOutage(of: signal)
    }
    tellEnd(of: outage, "takes telemetry again")
    guard rejected > 0 || !message.isEmpty else { return }
    // The collector's own words are the key: the same complaint is told once (X-27).
    let kind = "partial:\(signal)"
    diagnostics.reportOnce("\(kind):\(message.prefix(200))", of: kind, Diagnostic(.warning, complaint))
  }

  /// The collector will never take a request; `isCurrent` as for ``noteDelivered``.
  func noteRefused(_ signal: TelemetrySignal, items: Int, by answer: Answer, isCurrent: Bool) {
    let problem = problem(of: answer)
    let now = clock.instant
    let (outage, isToTell) = state.withLock { state in
      state.lastProblem = problem
      // Who says no is there.
      let outage = isCurrent ? state.endOutage(of: signal) : nil
      return (outage, state.refuse(signal, with: answer.status, at: now))
    }
    tellEnd(of: outage, "answers again")
    guard isToTell, diagnostics.takesLine() else { return }
    state.withLock { $0.noteRefusalTold(of: signal, with: answer.status, at: now) }
    diagnostics.tell(
      Diagnostic(.error, "\(problem); what it refuses is dropped (\(items) items of \(signal.rawValue))"))
  }

  private func tellEnd(of outage: ConditionState.Outage?, _ what: String) {
    guard let outage, diagnostics.takesLine(keeping: 0) else { return }
    let duration = outage.since.duration(until: clock.instant)
    let losses = outage.lost.inWords.map { "; dropped meanwhile: \($0)" } ?? "; nothing was lost"
    diagnostics.tell(Diagnostic(.info, "\(collector) \(what) after \(duration.inWords)\(losses)"))
  }

  func noteUnreachable(_ answer: Answer, by signal: TelemetrySignal) {
    let cause = PeerDiagnosis(answer).map { "\($0.cause)" } ?? "\(answer.status)"
    noteUnreachable(problem(of: answer), cause, by: signal, isLast: false)
  }

  /// The time to wait was over before there was an answer.
  ///
  /// A short wait says nothing about a collector, and what is known about an outage says more than silence. If it `isLast`,
  /// nobody tries again.
  func noteSilence(of signal: TelemetrySignal, for wait: Duration, isLast: Bool) {
    guard wait >= .milliseconds(500), !state.withLock({ $0.joinOutage(signal, at: clock.instant) }) else {
      return
    }
    let problem = "cannot export to \(collector): it did not answer within \(wait.inWords)"
    noteUnreachable(problem, "silence", by: signal, isLast: isLast)
  }

  /// Told when the first signal fails; those that follow it into the same outage add nothing.
  private func noteUnreachable(_ problem: String, _ cause: String, by signal: TelemetrySignal, isLast: Bool) {
    let isToTell = state.withLock { state in
      state.lastProblem = problem
      return state.fail(signal, because: cause, at: clock.instant)
    }
    // One line is kept for its end. What cannot be told now is told later, if it lasts.
    guard isToTell, diagnostics.takesLine(keeping: 1) else { return }
    state.withLock { $0.noteTold(cause) }
    let text = isLast ? problem : "\(problem); telemetry is kept in memory and sent again"
    diagnostics.tell(Diagnostic(.warning, text))
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
    diagnostics.reportOnce("oversized:\(what)", of: "oversized", Diagnostic(.warning, text))
  }

  /// Told once: a full queue drops for as long as it is full (G-16).
  func noteDropped(_ items: Int, of signal: TelemetrySignal, because reason: DropReason) {
    // Nothing is lost with what others stand for.
    guard reason != .superseded else { return }
    let now = clock.instant
    // In one step: several threads may find out together.
    let isToTell = state.withLock { state in
      guard state.lose(items, of: signal, at: now), diagnostics.takesLine() else { return false }
      state.noteLossTold(of: signal, at: now)
      return true
    }
    guard isToTell else { return }
    let text = "\(signal.rawValue) are being dropped (\(reason)), first \(items) items"
    diagnostics.tell(Diagnostic(.warning, text))
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

extension ItemCounts {
  /// `12 spans, 1 data point`; nil for none.
  fileprivate var inWords: String? {
    let counts = [(dataPoints, "data point"), (spans, "span"), (logRecords, "log record")]
    let words = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }
}
