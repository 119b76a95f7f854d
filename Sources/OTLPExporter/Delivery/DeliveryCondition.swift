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

  fileprivate struct State {
    var lastSuccess: Timestamp?
    var lastProblem: String?
    /// The signals that did not get through the last time, and since when any has not: the outage.
    var unreachable: Set<TelemetrySignal> = []
    var outageSince: Instant?
    /// Whether somebody was told of it, and is to be told of its end.
    var isOutageTold = false
    /// Why the collector would not take a signal the last time, and whether that was told.
    var refused: [TelemetrySignal: (status: Status, isTold: Bool)] = [:]
    /// The signals of which something is lost, and whether that was told.
    var dropping: [TelemetrySignal: Bool] = [:]
    /// When a signal was last said to be dropped, or refused.
    var dropsTold: [TelemetrySignal: Instant] = [:]
    var refusalsTold: [TelemetrySignal: (status: Status, at: Instant)] = [:]
    var lines = LineBudget()
  }

  /// How long what is told of one signal is not told again: a full queue empties and fills all the time.
  fileprivate static let silence = Duration.seconds(600)

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
        isFailing: !state.unreachable.isEmpty || !state.refused.isEmpty,
        dropping: Set(state.dropping.keys)
      )
    }
  }

  /// The collector took a request; `isCurrent` unless that was sent before the last failure of its signal, and so says nothing
  /// about the time after it.
  func noteDelivered(
    _ signal: TelemetrySignal, items: Int, rejected: Int, message: String, isCurrent: Bool
  ) {
    let message = message.isEmpty ? "" : words().shown(message)
    let complaint = "\(collector) rejected \(rejected) of \(items) items of \(signal.rawValue): \(message)"
    let outage = state.withLock { state -> Duration? in
      state.lastSuccess = clock.now
      state.dropping[signal] = nil
      if rejected > 0 { state.lastProblem = complaint }
      guard isCurrent else { return nil }
      state.refused[signal] = nil
      return state.endOutage(of: signal, at: clock.instant)
    }
    if let outage {
      diagnostics.report(Diagnostic(.info, "\(collector) takes telemetry again after \(outage.inWords)"))
    }
    guard rejected > 0 || !message.isEmpty else { return }
    // The collector's own words are the key: the same complaint is told once (X-27).
    let key = "partial:\(signal):\(message.prefix(200))"
    // Words that are new each time must not become a line each time.
    let isKnown = diagnostics.occurrences[key] != nil
    guard isKnown || state.withLock({ $0.takesLine(at: clock.instant) }) else { return }
    diagnostics.reportOnce(key, Diagnostic(.warning, complaint))
  }

  func noteRefused(_ signal: TelemetrySignal, items: Int, by answer: Answer) {
    let problem = problem(of: answer)
    let now = clock.instant
    let (isNew, outage) = state.withLock { state in
      state.lastProblem = problem
      // Who says no is there.
      let outage = state.endOutage(of: signal, at: now)
      return (state.tellsRefusal(of: signal, with: answer.status, at: now), outage)
    }
    if let outage {
      diagnostics.report(Diagnostic(.info, "\(collector) answers again after \(outage.inWords)"))
    }
    guard isNew else { return }
    diagnostics.report(
      Diagnostic(.error, "\(problem); what it refuses is dropped (\(items) items of \(signal.rawValue))"))
  }

  func noteUnreachable(_ answer: Answer, by signal: TelemetrySignal) {
    noteUnreachable(problem(of: answer), by: signal)
  }

  /// The time to wait was over before there was an answer.
  ///
  /// A short wait says nothing about a collector, and what is known about an outage says more than silence.
  func noteSilence(of signal: TelemetrySignal, for wait: Duration) {
    guard wait >= .milliseconds(500), state.withLock({ $0.unreachable.isEmpty }) else {
      return
    }
    noteUnreachable("cannot export to \(collector): it did not answer within \(wait.inWords)", by: signal)
  }

  /// Told when the first signal fails; those that follow it into the same outage add nothing.
  private func noteUnreachable(_ problem: String, by signal: TelemetrySignal) {
    let isNew = state.withLock { state in
      state.lastProblem = problem
      state.unreachable.insert(signal)
      if state.outageSince == nil { (state.outageSince, state.isOutageTold) = (clock.instant, false) }
      guard !state.isOutageTold else { return false }
      // One line is kept for its end. What cannot be told now is told later, if it lasts.
      state.isOutageTold = state.lines.take(at: clock.instant, keeping: 1)
      return state.isOutageTold
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

  /// Told once: a full queue drops for as long as it is full (G-16).
  func noteDropped(_ items: Int, of signal: TelemetrySignal, because reason: DropReason) {
    // Nothing is lost with what others stand for.
    guard reason != .superseded else { return }
    let now = clock.instant
    let isNew = state.withLock { state in
      guard state.dropping[signal] != true else { return false }
      state.dropping[signal] = false
      if let last = state.dropsTold[signal], last.duration(until: now) < Self.silence { return false }
      guard state.takesLine(at: now) else { return false }
      state.dropsTold[signal] = now
      state.dropping[signal] = true
      return true
    }
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

extension DeliveryCondition.State {
  /// Whether a line may be told; the one for the end of an outage that was told is kept.
  fileprivate mutating func takesLine(at now: Instant) -> Bool {
    lines.take(at: now, keeping: isOutageTold && outageSince != nil ? 1 : 0)
  }

  /// A signal gets through again; how long the outage was if it ends with that and its beginning was told.
  fileprivate mutating func endOutage(of signal: TelemetrySignal, at now: Instant) -> Duration? {
    guard unreachable.remove(signal) != nil, unreachable.isEmpty, let since = outageSince else { return nil }
    outageSince = nil
    return isOutageTold && lines.take(at: now) ? since.duration(until: now) : nil
  }

  /// Notes a refusal; whether it is to be told: a new one, or one that could not be told yet, and not one that comes and goes.
  fileprivate mutating func tellsRefusal(
    of signal: TelemetrySignal, with status: Status, at now: Instant
  ) -> Bool {
    if let known = refused[signal], known.status == status, known.isTold { return false }
    refused[signal] = (status, false)
    if let last = refusalsTold[signal], last.status == status,
      last.at.duration(until: now) < DeliveryCondition.silence
    {
      return false
    }
    guard takesLine(at: now) else { return false }
    refusalsTold[signal] = (status, now)
    refused[signal] = (status, true)
    return true
  }
}

extension Duration {
  /// Rounded for people: `850 ms`, `12 s`.
  fileprivate var inWords: String {
    let milliseconds = wholeNanoseconds / 1_000_000
    return milliseconds < 1_000 ? "\(milliseconds) ms" : "\(milliseconds / 1_000) s"
  }
}
