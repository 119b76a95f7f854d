import GRPCTransport
import Telemetry

/// What is known about a delivery, and what of it was told.
struct ConditionState {
  /// How long what is told of one signal is not told again: a full queue empties and fills all the time.
  private static let silence = Duration.seconds(600)

  /// How long a failure of a signal counts that has nothing to send any more: as long as a spool may keep it waiting; and how
  /// long another cause of an outage has to last.
  private static let patience = Duration.seconds(60)

  /// A time in which some signal does not get through.
  struct Outage {
    let since: Instant
    /// The cause that was told last; nil before.
    var cause: String?
    /// Another one, and since when it is the cause.
    var other: (cause: String, since: Instant)?
    /// What was dropped meanwhile.
    var lost = ItemCounts()
  }

  var lastSuccess: Timestamp?
  var lastProblem: String?
  /// The signals that did not get through the last time, and when that was.
  private(set) var unreachable: [TelemetrySignal: Instant] = [:]
  private var outage: Outage?
  /// Why the collector would not take a signal the last time, when that was, and whether it was told.
  private var refused: [TelemetrySignal: (status: Status, at: Instant, isTold: Bool)] = [:]
  private var refusalsTold: [TelemetrySignal: [Status: Instant]] = [:]
  /// The signals of which something is lost, and whether that was told.
  private var losing: [TelemetrySignal: Bool] = [:]
  private var lossesTold: [TelemetrySignal: Instant] = [:]

  var isFailing: Bool { !unreachable.isEmpty || !refused.isEmpty }
  var dropping: Set<TelemetrySignal> { Set(losing.keys) }

  /// Notes an attempt that failed because of `cause`; true when that is to be told: it is the first of an outage, or has been
  /// another than the one that was told for a while.
  mutating func fail(_ signal: TelemetrySignal, because cause: String, at now: Instant) -> Bool {
    unreachable[signal] = now
    var current = outage ?? Outage(since: now)
    defer { outage = current }
    guard let told = current.cause else { return true }
    guard cause != told else {
      current.other = nil
      return false
    }
    if current.other?.cause != cause { current.other = (cause, now) }
    return current.other.map { $0.since.duration(until: now) >= Self.patience } ?? false
  }

  /// The cause of the outage was told.
  mutating func noteTold(_ cause: String) {
    outage?.cause = cause
    outage?.other = nil
  }

  /// Notes that a signal waits in vain in an outage that is known; false when none is.
  mutating func joinOutage(_ signal: TelemetrySignal, at now: Instant) -> Bool {
    guard outage != nil else { return false }
    unreachable[signal] = now
    return true
  }

  /// A signal gets through again; the outage if it ends with that and its beginning was told.
  mutating func endOutage(of signal: TelemetrySignal) -> Outage? {
    unreachable[signal] = nil
    guard unreachable.isEmpty, let ended = outage else { return nil }
    outage = nil
    return ended.cause == nil ? nil : ended
  }

  /// The collector took something of a signal.
  mutating func succeed(_ signal: TelemetrySignal) {
    refused[signal] = nil
  }

  /// Signals that have nothing to send keep no failure for ever: what waited was given up, or somebody else has sent it.
  mutating func forgetFailures(of idle: [TelemetrySignal], at now: Instant) {
    for signal in idle {
      if let last = unreachable[signal], last.duration(until: now) >= Self.patience {
        unreachable[signal] = nil
      }
      if let last = refused[signal]?.at, last.duration(until: now) >= Self.silence { refused[signal] = nil }
    }
  }

  /// Notes a refusal; whether it is to be told: a new one, or one that could not be told yet, and not one that comes and goes.
  mutating func refuse(_ signal: TelemetrySignal, with status: Status, at now: Instant) -> Bool {
    let known = refused[signal]
    let isTold = known?.status == status && known?.isTold == true
    refused[signal] = (status, now, isTold)
    guard !isTold else { return false }
    let last = refusalsTold[signal]?[status]
    return last.map { $0.duration(until: now) >= Self.silence } ?? true
  }

  mutating func noteRefusalTold(of signal: TelemetrySignal, with status: Status, at now: Instant) {
    refusalsTold[signal, default: [:]][status] = now
    refused[signal] = (status, now, true)
  }

  /// Notes that items are lost; whether it is to be told.
  mutating func lose(_ items: Int, of signal: TelemetrySignal, at now: Instant) -> Bool {
    outage?.lost[signal] &+= UInt64(max(items, 0))
    guard losing[signal] != true else { return false }
    losing[signal] = false
    return lossesTold[signal].map { $0.duration(until: now) >= Self.silence } ?? true
  }

  mutating func noteLossTold(of signal: TelemetrySignal, at now: Instant) {
    lossesTold[signal] = now
    losing[signal] = true
  }

  /// Nothing of a signal is lost at the moment.
  mutating func stopLosing(_ signal: TelemetrySignal) {
    losing[signal] = nil
  }
}
