import Spool
import Telemetry

/// How the use of a spool is going.
struct SpoolState {
  /// What can fail by itself: from a full disk can be read.
  enum Use { case reading, writing }

  /// How long to leave alone a spool that refuses, or that had nothing.
  private static let pause = Duration.seconds(60)

  /// The same while another process keeps it locked, for which every try has to wait.
  private static let pauseWhileBusy = Duration.seconds(5)

  /// The same while others send what it holds: in a moment there may be room, or the next one is free.
  private static let pauseWhileClaimed = Duration.seconds(1)

  /// How long newer metrics are held back, at most, for older ones that cannot be had.
  private static let maximumHold = Duration.seconds(60)

  var spool: Spool?
  /// Who the last spool was, if its file was damaged.
  var formerOwner: SpoolOwner?
  var isClosed = false
  /// What failed the last time, and whether that was told.
  private var failing: Set<Use> = []
  var isFailureTold = false
  /// When to try again after a failure.
  private(set) var nextTry: [Use: Instant] = [:]
  /// When to look again for requests of a signal.
  var nextLook: [TelemetrySignal: Instant] = [:]
  /// Since when older metrics cannot be had, and when they are asked for again.
  private var hold: (start: Instant, end: Instant)?
  /// Claimed requests that the collector has answered for, and those that it has not, until the file knows; no more than
  /// one of each signal, since nothing is claimed while the file refuses.
  var answered: [Int64] = []
  var returned: [Int64] = []
  /// Those of this process that are claimed, and how many items they hold.
  var claimed: [Int64: (signal: TelemetrySignal, items: Int)] = [:]

  func isResting(_ use: Use, at now: Instant) -> Bool { nextTry[use].map { $0 > now } ?? false }

  /// When to look for requests of `signal`; nil for never.
  func due(_ signal: TelemetrySignal) -> Instant? {
    guard !isClosed else { return nil }
    return [nextTry[.reading], nextLook[signal]].compactMap(\.self).max() ?? Instant(nanoseconds: 0)
  }

  /// Until when newer metrics are held back for older ones that cannot be had; nil for not at all.
  var heldUntil: Instant? {
    hold.map { min($0.end, $0.start.advanced(by: Self.maximumHold)) }
  }

  /// Notes what was found when a request of `signal` was looked for: one, or none but what is `behindOthers`.
  mutating func found(one isFound: Bool, of signal: TelemetrySignal, behindOthers: Bool, at now: Instant) {
    let later = now.advanced(by: behindOthers ? Self.pauseWhileClaimed : Self.pause)
    if !isFound { nextLook[signal] = later }
    if behindOthers { holdBack(until: later, at: now) } else if signal == .metrics { hold = nil }
  }

  private mutating func holdBack(until end: Instant, at now: Instant) {
    // One that ended long ago has nothing to do with this.
    let former = hold.flatMap { $0.end.duration(until: now) < Self.maximumHold ? $0.start : nil }
    hold = (former ?? now, end)
  }

  /// Notes a call that went well; true when a failure is over by that, of which somebody was told.
  mutating func succeed(_ use: Use) -> Bool {
    nextTry[use] = nil
    guard failing.remove(use) != nil, failing.isEmpty else { return false }
    defer { isFailureTold = false }
    return isFailureTold
  }

  /// Notes one that did not; true when it is to be told.
  mutating func fail(_ use: Use, _ reason: SpoolError.Reason, at now: Instant) -> Bool {
    switch reason {
    // Another request may fit.
    case .tooLarge: return false
    case .allClaimed:
      nextTry[use] = now.advanced(by: Self.pauseWhileClaimed)
      return false
    case .busy:
      let later = now.advanced(by: Self.pauseWhileBusy)
      nextTry[use] = later
      if use == .reading { holdBack(until: later, at: now) }
    default: nextTry[use] = now.advanced(by: Self.pause)
    }
    // Opening it again is what finds out whether the file has to be moved aside.
    if case .damaged = reason, let spool { (self.spool, formerOwner) = (nil, spool.owner) }
    failing.insert(use)
    return !isFailureTold
  }

  /// Notes what the file knows now of claimed requests.
  mutating func forget(answered: [Int64], returned: [Int64]) {
    self.answered.removeAll(where: answered.contains)
    self.returned.removeAll(where: returned.contains)
    for id in answered + returned { claimed[id] = nil }
  }
}
