import OTLPEncoding
import Synchronization
import Telemetry

extension Delivery {
  /// Queues the requests of one collection, whose points are booked as waiting.
  ///
  /// While the collector is away, the collections before it that it stands for are given up, but for the first of every
  /// minute: so an outage of hours costs no total and little memory.
  func enqueue(_ requests: [EncodedRequest], covering coverage: SeriesCoverage) {
    let export = nextExport()
    var isWhole = true
    for request in requests {
      book.accept(request.itemCount, of: .metrics)
      if enqueue(request, partOf: export, covering: coverage) != nil { isWhole = false }
    }
    guard isWhole else { return }
    for old in state.withLock({ $0.queue.supersede() }) { giveUp(old, because: .superseded) }
  }
}

extension DeliveryLane {
  /// Marks the collection before the last as covered by that, if it is; takes it off, and returns its requests, if there is
  /// another of the same minute before it and the collector is away.
  mutating func supersede() -> [PendingRequest] {
    guard let newest = requests.last ?? nil else { return [] }
    let later = places(of: newest.export, before: requests.count)
    guard later.lowerBound > head, let earlier = requests[later.lowerBound - 1],
      let (new, old) = newest.coverage.flatMap({ new in earlier.coverage.map { (new, $0) } }), new.covers(old)
    else { return [] }
    let covered = places(of: earlier.export, before: later.lowerBound)
    for place in covered { requests[place]?.isCovered = true }
    guard failures > 0, covered.lowerBound > head, covered.allSatisfy({ requests[$0]?.isRemovable == true }),
      let before = requests[covered.lowerBound - 1],
      before.since.minute == earlier.since.minute
    else { return [] }
    return remove(at: covered)
  }

  /// Where the requests of an export stand that end before `end`.
  private func places(of export: UInt64, before end: Int) -> Range<Int> {
    var start = end
    while start > head, requests[start - 1]?.export == export { start -= 1 }
    return start..<end
  }
}

extension Instant {
  fileprivate var minute: Int64 { Instant(nanoseconds: 0).duration(until: self).components.seconds / 60 }
}
