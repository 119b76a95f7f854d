import OTLPEncoding
import Telemetry

/// A request that waits to be delivered.
struct PendingRequest: Sendable {
  /// What every request costs beyond its bytes.
  static let overhead = 512

  /// Tells it from every other request of the queue.
  let id: UInt64
  /// Which requests belong together: those of one collection.
  let export: UInt64
  let encoded: EncodedRequest
  let since: Instant
  /// Where it stands on disk, if that is where it came from.
  let spot: SpoolSpot?
  /// What all requests of a collection stand for; nil if they are not of one.
  let coverage: SeriesCoverage?
  /// Whether a later collection stands for all that is in it.
  var isCovered = false
  /// How often it was cut because the collector found it too large.
  var cuts = 0
  /// Whether its answer is waited for, or it is being moved to the disk: the worker has it.
  fileprivate(set) var isUnderWay = false
  /// When it was tried for the first time; nil before.
  fileprivate(set) var firstAttempt: Instant?

  /// Whether it can be given up to make room.
  var isRemovable: Bool { !isUnderWay && spot == nil }
  var signal: TelemetrySignal { encoded.signal }
  var itemCount: Int { encoded.itemCount }
  /// What it takes of the memory budget.
  var cost: Int { encoded.byteCount + Self.overhead }
}

/// The requests of one signal, in the order they are to be sent, and when the next attempt may be made.
///
/// Several may be under way at once. After a failure it is one alone, until the collector has taken that.
struct DeliveryLane: Sendable {
  /// Whether they must arrive in their order.
  private let isOrdered: Bool
  /// How many may be under way at once while nothing fails.
  private let maximumUnderWay: Int
  /// How many of them are.
  private var underWayCount = 0
  private(set) var failures = 0
  /// How many pauses there were. An answer to what was sent before the last of them says nothing about the time after it.
  private(set) var pauses = 0
  private(set) var nextAttempt = Instant(nanoseconds: 0)
  /// Until when the collector asked to be left alone; nobody may shorten that.
  private var notBefore = Instant(nanoseconds: 0)
  var requests: [PendingRequest?] = []
  /// Where the lane begins in `requests`: taking the first one moves nothing.
  private(set) var head = 0
  /// What all of its requests take of the budget.
  private(set) var cost = 0
  /// How many items all of its requests hold.
  private(set) var itemCount = 0
  /// How much time the attempts may take.
  var window = ExportWindow()

  /// One after the other if they are to be `isOrdered`.
  init(maximumUnderWay: Int, isOrdered: Bool) {
    self.isOrdered = isOrdered
    self.maximumUnderWay = isOrdered ? 1 : max(maximumUnderWay, 1)
  }

  var isEmpty: Bool { head == requests.count }

  /// The one to be sent next, and when; nil when nothing waits that may be sent beside those that are under way.
  var due: Instant? {
    guard underWayCount < (failures > 0 ? 1 : maximumUnderWay), nextPlace != nil else { return nil }
    return nextAttempt
  }

  /// The first that is not under way.
  private var nextPlace: Int? {
    requests[head...].firstIndex { $0?.isUnderWay == false }
  }

  /// Where the one stands that is given up first when room is needed: the oldest but the first, since that is what the
  /// collector is tried with, and but one that is on disk.
  private var removablePlace: Int? {
    requests[head...].dropFirst().firstIndex { $0?.isRemovable == true }
  }

  /// The oldest that can be moved to a disk that takes `maximumBytes` of one; none may overtake another if they are ordered,
  /// so that what is on disk is always older than what waits here.
  func movable(atMost maximumBytes: Int) -> PendingRequest? {
    for case let request? in requests[head...] where request.spot == nil {
      if !request.isUnderWay, request.encoded.byteCount <= maximumBytes { return request }
      if isOrdered { return nil }
    }
    return nil
  }

  /// Whether one of them is on disk too.
  private(set) var hasSpooled = false

  /// What those take of the budget that can be given up.
  var removableCost: Int {
    requests[head...].dropFirst().reduce(0) { sum, request in
      sum + (request.map { $0.isRemovable ? $0.cost : 0 } ?? 0)
    }
  }

  mutating func append(_ request: PendingRequest) {
    cost += request.cost
    itemCount += request.itemCount
    requests.append(request)
  }

  /// Puts in a request that is older than those that wait.
  mutating func insert(_ request: PendingRequest) {
    cost += request.cost
    itemCount += request.itemCount
    hasSpooled = hasSpooled || request.spot != nil
    requests.insert(request, at: nextPlace ?? requests.count)
  }

  /// Marks the next one as under way at `now` and returns it.
  mutating func begin(at now: Instant) -> PendingRequest? {
    guard let place = nextPlace else { return nil }
    requests[place]?.isUnderWay = true
    if requests[place]?.firstAttempt == nil { requests[place]?.firstAttempt = now }
    underWayCount += 1
    return requests[place]
  }

  /// Marks one as being moved to the disk.
  mutating func beginMove(of id: UInt64) {
    guard let place = place(of: id), requests[place]?.isUnderWay == false else { return }
    requests[place]?.isUnderWay = true
    underWayCount += 1
  }

  /// Nobody waits for the answer to this one any more; nil when it is gone.
  mutating func end(_ id: UInt64) -> PendingRequest? {
    guard let place = place(of: id) else { return nil }
    if requests[place]?.isUnderWay == true { underWayCount -= 1 }
    requests[place]?.isUnderWay = false
    return requests[place]
  }

  /// Takes one off, wherever it stands; nil when it is gone.
  mutating func remove(_ id: UInt64) -> PendingRequest? {
    guard end(id) != nil, let place = place(of: id) else { return nil }
    return remove(at: place..<place + 1).first
  }

  /// Puts `pieces` where the request of this id stands, which is taken off.
  mutating func replace(_ id: UInt64, with pieces: [PendingRequest]) {
    guard let place = place(of: id) else { return }
    // From the head, since what lies before that may go with a removal.
    let distance = place - head
    guard remove(id) != nil else { return }
    for piece in pieces {
      cost += piece.cost
      itemCount += piece.itemCount
    }
    requests.insert(contentsOf: pieces, at: head + distance)
  }

  /// Takes off the oldest that can be given up.
  mutating func removeOldest() -> PendingRequest? {
    removablePlace.flatMap { remove(at: $0..<$0 + 1).first }
  }

  /// Takes off all that are not under way.
  mutating func removeWaiting() -> [PendingRequest] {
    let waiting = requests[head...].compactMap(\.self).filter { !$0.isUnderWay }
    requests = requests[head...].filter { $0?.isUnderWay == true }
    head = 0
    for request in waiting { uncount(request) }
    return waiting
  }

  /// Takes off all, those under way included.
  mutating func removeAll() -> [PendingRequest] {
    for case let request? in requests[head...] { _ = end(request.id) }
    return removeWaiting()
  }

  /// Takes off those at `places`, none of which is under way.
  mutating func remove(at places: Range<Int>) -> [PendingRequest] {
    let removed = requests[places].compactMap(\.self)
    for request in removed { uncount(request) }
    if places.lowerBound == head {
      for place in places { requests[place] = nil }
      head = places.upperBound
      if head > 32, head * 2 > requests.count {
        requests.removeFirst(head)
        head = 0
      }
    } else {
      requests.removeSubrange(places)
    }
    return removed
  }

  private func place(of id: UInt64) -> Int? {
    requests[head...].firstIndex { $0?.id == id }
  }

  private mutating func uncount(_ request: PendingRequest) {
    cost -= request.cost
    itemCount -= request.itemCount
    // There is one at most.
    if request.spot != nil { hasSpooled = false }
  }
}

/// When to try again.
extension DeliveryLane {
  /// Waits `pause` before the next attempt after one that came after pause number `pausesBefore`, and at least as long as the
  /// collector asked for.
  ///
  /// Those that were under way together fail together: that is one failure.
  mutating func postpone(by pause: Duration, askedFor: Duration?, after pausesBefore: Int, now: Instant) {
    window.close()
    if let askedFor { notBefore = max(notBefore, now.advanced(by: askedFor)) }
    if pausesBefore == pauses {
      failures += 1
      pauses += 1
      nextAttempt = now.advanced(by: pause)
    }
    nextAttempt = max(nextAttempt, notBefore)
  }

  /// Tries again as soon as the collector allows it.
  mutating func hasten(to now: Instant) {
    nextAttempt = max(now, notBefore)
  }

  /// The collector answered to what came after pause number `pausesBefore`: what comes next need not wait.
  mutating func succeed(after pausesBefore: Int) {
    guard pausesBefore == pauses else { return }
    failures = 0
    nextAttempt = Instant(nanoseconds: 0)
    notBefore = Instant(nanoseconds: 0)
  }
}
