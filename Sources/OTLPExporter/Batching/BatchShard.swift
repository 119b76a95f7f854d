import OTLPEncoding
import Telemetry
import WireFormat

/// The open batch of some threads.
///
/// Items are counted here and booked in the ledger together, when they leave or when somebody looks at the ledger.
struct BatchShard: ~Copyable, Sendable {
  /// What is shared by all shards of a signal.
  struct Terms: Sendable {
    let options: BatchOptions
    /// How many bytes make a batch: no more than a quarter of what may wait, so that one finds room there.
    let batchBytes: Int
    let budget: ByteBudget
    /// Tells how much waits behind the shards.
    let delivery: Delivery
  }

  /// What became of an item that did not just find its place.
  enum Placement {
    /// It waits; the batches it completed are to be sent.
    case written([SealedBatch])
    case refused(DropReason)
  }

  private var scopes = ScopeTable()
  private(set) var itemCount = 0
  private var byteCount = 0
  /// How many of the items the ledger does not know yet.
  private var unbookedCount = 0
  /// How much of the budget is set aside for this batch.
  private var reservedBytes = 0
  /// How many bytes it can have before somebody must look at the limits again.
  private var room = 0
  private(set) var oldest: Instant?
  var isShutDown = false

  /// Lets `write` add one item at the end of what waits; nil when it just fits.
  @inline(__always)
  mutating func append(
    of id: ObjectIdentifier,
    _ identity: () -> ScopeIdentity,
    _ terms: borrowing Terms,
    _ write: (inout ByteWriter) -> Void
  ) -> Placement? {
    guard !isShutDown else { return .refused(.alreadyShutdown) }
    let (place, size) = scopes.with(id, identity) { scope in
      let place = scope.writer.count
      write(&scope.writer)
      scope.count &+= 1
      return (place, scope.writer.count &- place)
    }
    count(size)
    if byteCount <= room, itemCount < terms.options.maximumBatchSize { return nil }
    return settle(id, identity, from: place, size, terms)
  }

  /// Finds room for the last item, or takes it back; ends the batch when it is full.
  @inline(never)
  private mutating func settle(
    _ id: ObjectIdentifier,
    _ identity: () -> ScopeIdentity,
    from place: Int,
    _ size: Int,
    _ terms: borrowing Terms
  ) -> Placement {
    let maximum = terms.options.maximumBatchBytes
    let isTooMuch = byteCount > terms.batchBytes && itemCount > 1
    if size > maximum || !reserve(isTooMuch ? size : byteCount &- reservedBytes, terms) {
      uncount(size)
      scopes.discardLast(from: place)
      return .refused(size > maximum ? .tooLarge : .queueFull)
    }
    var full: [SealedBatch] = []
    if isTooMuch {
      uncount(size)
      let item = scopes.takeLast(from: place)
      // What was set aside for the item stays with it.
      reservedBytes &-= size
      full.append(seal(terms))
      (reservedBytes, room) = (size, size)
      scopes.with(id, identity) { scope in
        scope.writer.raw(item)
        scope.count &+= 1
      }
      count(size)
    }
    if itemCount >= terms.options.maximumBatchSize { full.append(seal(terms)) }
    return .written(full)
  }

  private mutating func reserve(_ needed: Int, _ terms: borrowing Terms) -> Bool {
    guard needed > 0 else { return true }
    let reserved = terms.budget.reserve(needed, beside: terms.delivery.queuedBytes)
    reservedBytes &+= reserved
    room = min(reservedBytes, terms.batchBytes)
    return reserved > 0
  }

  @inline(__always)
  private mutating func count(_ size: Int) {
    itemCount &+= 1
    unbookedCount &+= 1
    byteCount &+= size
  }

  private mutating func uncount(_ size: Int) {
    itemCount &-= 1
    unbookedCount &-= 1
    byteCount &-= size
  }

  /// Notes when the first item of the batch came; false when there is none.
  @inline(never)
  mutating func begin(at now: Instant) -> Bool {
    guard itemCount > 0 else { return false }
    oldest = now
    return true
  }

  /// How many items the ledger is to be told of now.
  mutating func takeUnbooked() -> Int {
    defer { unbookedCount = 0 }
    return unbookedCount
  }

  /// Ends the batch, whose items are booked by whoever gets it.
  mutating func seal(_ terms: borrowing Terms) -> SealedBatch {
    terms.budget.release(reservedBytes)
    let batch = SealedBatch(
      scopes: scopes.seal(), itemCount: itemCount, byteCount: byteCount, unbookedCount: unbookedCount)
    (itemCount, byteCount, unbookedCount, reservedBytes, room, oldest) = (0, 0, 0, 0, 0, nil)
    return batch
  }
}
