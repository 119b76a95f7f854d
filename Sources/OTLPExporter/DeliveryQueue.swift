import OTLPEncoding
import Synchronization
import Telemetry

/// How many bytes wait, for those who ask too often to take the lock of the queue.
final class ByteGauge: Sendable {
  private let count = Atomic(0)

  var bytes: Int {
    get { count.load(ordering: .relaxed) }
    set { count.store(newValue, ordering: .relaxed) }
  }
}

/// All lanes, within one budget of bytes. A signal that fails does not hold up the others.
struct DeliveryQueue: Sendable {
  private var lanes = TelemetrySignal.allCases.map { _ in DeliveryLane() }
  private var lastID: UInt64 = 0
  private let maximumCost: Int
  /// Shows ``cost``.
  private let gauge: ByteGauge

  init(maximumBytes: Int, gauge: ByteGauge) {
    maximumCost = maximumBytes
    self.gauge = gauge
  }

  subscript(signal: TelemetrySignal) -> DeliveryLane {
    get { lanes[signal.lane] }
    _modify { yield &lanes[signal.lane] }
  }

  /// What everything that waits takes of the budget.
  var cost: Int { lanes.reduce(0) { $0 + $1.cost } }

  /// Whether nothing waits in any lane but that of `signal`.
  func isEmpty(but signal: TelemetrySignal) -> Bool {
    TelemetrySignal.allCases.allSatisfy { $0 == signal || self[$0].isEmpty }
  }

  /// Which signal is due next, and when; nil when nothing waits.
  var next: (signal: TelemetrySignal, due: Instant)? {
    TelemetrySignal.allCases.compactMap { signal in self[signal].due.map { (signal, $0) } }
      .min { $0.1 < $1.1 }
  }

  /// Appends `encoded` if there is room, and drops older metrics for newer ones, since a newer point of a series covers
  /// the older (T-62).
  mutating func append(
    _ encoded: EncodedRequest,
    of export: UInt64,
    since now: Instant,
    spot: SpoolSpot? = nil,
    covering coverage: SeriesCoverage? = nil
  ) -> (isTaken: Bool, dropped: [PendingRequest]) {
    defer { gauge.bytes = cost }
    lastID += 1
    let request = PendingRequest(
      id: lastID, export: export, encoded: encoded, since: now, spot: spot, coverage: coverage)
    var dropped: [PendingRequest] = []
    let excess = cost + request.cost - maximumCost
    // The first may be under way, so it stays.
    let first = self[.metrics].first?.cost ?? 0
    if excess > 0, encoded.signal == .metrics, self[.metrics].cost - first >= excess {
      while cost + request.cost > maximumCost, let old = self[.metrics].removeSecond() { dropped.append(old) }
    }
    guard cost + request.cost <= maximumCost else { return (false, dropped) }
    self[encoded.signal].append(request)
    return (true, dropped)
  }

  /// Takes off metrics that the newest ones stand for; see ``DeliveryLane/supersede()``.
  mutating func supersede() -> [PendingRequest] {
    defer { gauge.bytes = cost }
    return self[.metrics].supersede()
  }

  /// Whether any lane has more than its first.
  var hasMore: Bool { TelemetrySignal.allCases.contains { self[$0].hasSecond } }

  /// Takes the oldest off the lane that takes most memory, but the one that may be under way; nil when that is all.
  mutating func removeForSpool() -> PendingRequest? {
    defer { gauge.bytes = cost }
    let largest = TelemetrySignal.allCases.filter { self[$0].hasSecond }.max { self[$0].cost < self[$1].cost }
    return largest.flatMap { self[$0].removeSecond() }
  }

  /// Takes `request` off, unless it is gone already.
  mutating func remove(_ request: PendingRequest) -> Bool {
    guard self[request.signal].first?.id == request.id else { return false }
    defer { gauge.bytes = cost }
    return self[request.signal].removeFirst() != nil
  }

  /// Takes everything off but the first of a lane if it has this id.
  mutating func removeAll(but kept: UInt64?) -> [PendingRequest] {
    defer { gauge.bytes = cost }
    var removed: [PendingRequest] = []
    for signal in TelemetrySignal.allCases {
      if let first = self[signal].first, first.id == kept {
        while let request = self[signal].removeSecond() { removed.append(request) }
      } else {
        while let request = self[signal].removeFirst() { removed.append(request) }
      }
    }
    return removed
  }
}

extension TelemetrySignal {
  fileprivate var lane: Int {
    switch self {
    case .metrics: 0
    case .traces: 1
    case .logs: 2
    }
  }
}
