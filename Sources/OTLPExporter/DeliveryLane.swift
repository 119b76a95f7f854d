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

  var signal: TelemetrySignal { encoded.signal }
  var itemCount: Int { encoded.itemCount }
  /// What it takes of the memory budget.
  var cost: Int { encoded.byteCount + Self.overhead }
}

/// The requests of one signal, in the order they are to be sent, and when the next attempt may be made.
struct DeliveryLane: Sendable {
  private(set) var failures = 0
  private(set) var nextAttempt = Instant(nanoseconds: 0)
  /// Until when the collector asked to be left alone; nobody may shorten that.
  private var notBefore = Instant(nanoseconds: 0)
  var requests: [PendingRequest?] = []
  /// Where the lane begins in `requests`: taking the first one moves nothing.
  private(set) var head = 0

  var first: PendingRequest? { head < requests.count ? requests[head] : nil }
  /// Whether more than one waits.
  var hasSecond: Bool { head + 1 < requests.count }
  var isEmpty: Bool { head == requests.count }
  /// What all of its requests take of the budget.
  private(set) var cost = 0
  /// How many items all of its requests hold.
  private(set) var itemCount = 0
  /// When the first was tried for the first time; nil before.
  private(set) var firstAttempt: Instant?
  /// How much time the attempts may take.
  var window = ExportWindow()

  /// When something is to be done; nil when nothing waits.
  var due: Instant? { isEmpty ? nil : nextAttempt }

  mutating func append(_ request: PendingRequest) {
    cost += request.cost
    itemCount += request.itemCount
    requests.append(request)
  }

  mutating func removeFirst() -> PendingRequest? {
    guard let first else { return nil }
    cost -= first.cost
    itemCount -= first.itemCount
    firstAttempt = nil
    requests[head] = nil
    head += 1
    if head > 32, head * 2 > requests.count {
      requests.removeFirst(head)
      head = 0
    }
    return first
  }

  /// Takes off the one behind the first, which may be under way.
  mutating func removeSecond() -> PendingRequest? {
    hasSecond ? remove(at: head + 1..<head + 2).first : nil
  }

  /// Takes off those at `places`, of which the first is none.
  mutating func remove(at places: Range<Int>) -> [PendingRequest] {
    guard places.lowerBound > head else { return [] }
    let removed = requests[places].compactMap(\.self)
    requests.removeSubrange(places)
    for request in removed {
      cost -= request.cost
      itemCount -= request.itemCount
    }
    return removed
  }

  /// Notes that the first is being tried.
  mutating func begin(at now: Instant) {
    firstAttempt = firstAttempt ?? now
  }

  /// Waits `pause` before the next attempt, and at least as long as the collector asked for.
  mutating func postpone(by pause: Duration, askedFor: Duration?, now: Instant) {
    failures += 1
    window.close()
    if let askedFor { notBefore = now.advanced(by: askedFor) }
    nextAttempt = max(now.advanced(by: pause), notBefore)
  }

  /// Tries again as soon as the collector allows it.
  mutating func hasten(to now: Instant) {
    nextAttempt = max(now, notBefore)
  }

  /// The collector answered: what comes next need not wait.
  mutating func succeed() {
    failures = 0
    nextAttempt = Instant(nanoseconds: 0)
    notBefore = Instant(nanoseconds: 0)
  }
}
