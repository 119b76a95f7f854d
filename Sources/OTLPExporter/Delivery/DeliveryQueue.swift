import OTLPEncoding
import Telemetry

/// All lanes, within one budget of bytes. A signal that fails does not hold up the others.
struct DeliveryQueue: Sendable {
  private var lanes: [DeliveryLane]
  private var lastID: UInt64 = 0
  /// Learns ``cost``, and knows what open batches have set aside.
  private let budget: ByteBudget

  /// At most `maximumUnderWay` requests of a signal are sent at once; those of metrics one after the other, since the points
  /// of a series must arrive in their order.
  init(within budget: ByteBudget, maximumUnderWay: Int) {
    lanes = TelemetrySignal.allCases.map {
      DeliveryLane(maximumUnderWay: maximumUnderWay, isOrdered: $0 == .metrics)
    }
    self.budget = budget
  }

  subscript(signal: TelemetrySignal) -> DeliveryLane {
    get { lanes[signal.lane] }
    _modify { yield &lanes[signal.lane] }
  }

  /// What everything that waits takes of the budget.
  var cost: Int { lanes.reduce(0) { $0 + $1.cost } }

  /// Whether nothing waits, nor is under way.
  var isEmpty: Bool { TelemetrySignal.allCases.allSatisfy { self[$0].isEmpty } }

  /// The signals of which nothing waits, nor is under way.
  var idle: [TelemetrySignal] { TelemetrySignal.allCases.filter { self[$0].isEmpty } }

  /// Which signal is due next, and when; nil when nothing waits.
  var next: (signal: TelemetrySignal, due: Instant)? {
    TelemetrySignal.allCases.compactMap { signal in self[signal].due.map { (signal, $0) } }
      .min { $0.1 < $1.1 }
  }

  /// What is given up for new metrics, in this order: older ones, which these stand for; then log records; then spans.
  private static let order: [TelemetrySignal] = [.metrics, .logs, .traces]

  /// Appends `encoded` if there is room. For metrics room is made, since they are small and all that dashboards and alerts
  /// have; but nothing is given up that does not help (T-62). What open batches have set aside is theirs: they come with it.
  mutating func append(
    _ encoded: EncodedRequest,
    of export: UInt64,
    since now: Instant,
    covering coverage: SeriesCoverage? = nil
  ) -> (isTaken: Bool, dropped: [PendingRequest]) {
    defer { budget.queued = cost }
    lastID += 1
    let request = PendingRequest(
      id: lastID, export: export, encoded: encoded, since: now, spot: nil, coverage: coverage)
    budget.queued = cost + request.cost
    let maximumCost = encoded.signal == .metrics ? budget.maximum - budget.reserved : budget.maximum
    var dropped: [PendingRequest] = []
    let excess = cost + request.cost - maximumCost
    if excess > 0, encoded.signal == .metrics, Self.order.reduce(0, { $0 + self[$1].removableCost }) >= excess
    {
      for signal in Self.order {
        while cost + request.cost > maximumCost, let old = self[signal].removeOldest() { dropped.append(old) }
      }
    }
    guard cost + request.cost <= maximumCost else { return (false, dropped) }
    self[encoded.signal].append(request)
    return (true, dropped)
  }

  /// Takes off metrics that the newest ones stand for; see ``DeliveryLane/supersede()``.
  mutating func supersede() -> [PendingRequest] {
    defer { budget.queued = cost }
    return self[.metrics].supersede()
  }

  /// The oldest that can be moved to the disk, of the lane that takes most memory; nil when there is none.
  func movable(atMost maximumBytes: Int) -> PendingRequest? {
    TelemetrySignal.allCases.sorted { self[$0].cost > self[$1].cost }.lazy
      .compactMap { self[$0].movable(atMost: maximumBytes) }.first
  }

  /// Puts a request from the disk before those that wait; false when there is no room.
  mutating func insert(_ encoded: EncodedRequest, at spot: SpoolSpot, of export: UInt64, since now: Instant)
    -> Bool
  {
    defer { budget.queued = cost }
    lastID += 1
    let request = PendingRequest(
      id: lastID, export: export, encoded: encoded, since: now, spot: spot, coverage: nil)
    budget.queued = cost + request.cost
    guard cost + request.cost + budget.reserved <= budget.maximum else { return false }
    self[encoded.signal].insert(request)
    return true
  }

  /// Takes `request` off; nil when it is gone already.
  mutating func remove(_ request: PendingRequest) -> PendingRequest? {
    defer { budget.queued = cost }
    return self[request.signal].remove(request.id)
  }

  /// Puts `pieces` in the place of `request`, as far as there is room; returns those for which there is none.
  mutating func replace(_ request: PendingRequest, with pieces: [EncodedRequest]) -> [EncodedRequest] {
    defer { budget.queued = cost }
    // Less than it had it need not do with.
    var room = max(budget.maximum - budget.reserved - (cost - request.cost), request.cost)
    var pending: [PendingRequest] = []
    for piece in pieces {
      lastID += 1
      let next = PendingRequest(
        id: lastID, export: request.export, encoded: piece, since: request.since, spot: nil,
        coverage: request.coverage, isCovered: request.isCovered, cuts: request.cuts + 1)
      guard next.cost <= room else { break }
      room -= next.cost
      pending.append(next)
    }
    self[request.signal].replace(request.id, with: pending)
    return Array(pieces[pending.count...])
  }

  /// Takes everything off.
  mutating func removeAll() -> [PendingRequest] {
    defer { budget.queued = cost }
    return TelemetrySignal.allCases.flatMap { self[$0].removeAll() }
  }

  /// Takes everything off that is not under way.
  mutating func removeWaiting() -> [PendingRequest] {
    defer { budget.queued = cost }
    return TelemetrySignal.allCases.flatMap { self[$0].removeWaiting() }
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
