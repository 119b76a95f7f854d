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
    /// What a request takes beside its items, so that a batch for which there was room finds room as a request, too.
    let headBytes: Int
    /// Tells how much may wait, and how large a request may be.
    let delivery: Delivery

    var budget: ByteBudget { delivery.budget }

    /// How many bytes one item may have: what the collector takes, as far as that is known.
    var itemBytes: Int {
      min(options.maximumBatchBytes, delivery.sizeLimit.bytes - (headBytes - PendingRequest.overhead))
    }
    /// How many bytes make a batch: no more than a quarter of what may wait, so that one finds room there.
    var batchBytes: Int { min(itemBytes, budget.maximum / 4) }
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
  /// How much of the budget is set aside for the items of this batch.
  private var reservedBytes = 0
  /// And for what surrounds them; zero until there are any.
  private var reservedHeadBytes = 0
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
    return settle(from: place, size, terms)
  }

  /// Finds room for the last item, or takes it back; ends the batch when it is full.
  @inline(never)
  private mutating func settle(from place: Int, _ size: Int, _ terms: borrowing Terms) -> Placement {
    let maximum = terms.itemBytes
    let isTooMuch = byteCount > terms.batchBytes && itemCount > 1
    let isRoom = size <= maximum && (isTooMuch ? reserveAnother(size, terms) : reserve(byteCount, terms))
    if !isRoom {
      uncount(size)
      scopes.discardLast(from: place)
      return .refused(size > maximum ? .tooLarge : .queueFull)
    }
    var full: [SealedBatch] = []
    if isTooMuch {
      uncount(size)
      let item = scopes.takeLast(from: place)
      full.append(seal())
      (reservedBytes, reservedHeadBytes, room) = (size, terms.headBytes, size)
      if let item { scopes.add(item.bytes, of: item.identity) }
      count(size)
    }
    if itemCount >= terms.options.maximumBatchSize { full.append(seal()) }
    return .written(full)
  }

  /// Sets aside what this batch needs for `total` bytes of items.
  private mutating func reserve(_ total: Int, _ terms: borrowing Terms) -> Bool {
    guard total > reservedBytes else { return true }
    let head = terms.headBytes &- reservedHeadBytes
    let reserved = terms.budget.reserve(total &- reservedBytes &+ head)
    guard reserved > 0 else { return false }
    reservedBytes &+= reserved &- head
    reservedHeadBytes = terms.headBytes
    room = min(reservedBytes, terms.batchBytes)
    return true
  }

  /// Sets aside what the next batch needs for its first item of `size` bytes.
  private func reserveAnother(_ size: Int, _ terms: borrowing Terms) -> Bool {
    terms.budget.reserveExactly(size &+ terms.headBytes)
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

  /// Ends the batch, whose items are booked by whoever gets it, and what was set aside for it given back.
  mutating func seal() -> SealedBatch {
    let batch = SealedBatch(
      scopes: scopes.seal(), itemCount: itemCount, byteCount: byteCount, unbookedCount: unbookedCount,
      reservedBytes: reservedBytes &+ reservedHeadBytes)
    (itemCount, byteCount, unbookedCount) = (0, 0, 0)
    (reservedBytes, reservedHeadBytes, room, oldest) = (0, 0, 0, nil)
    return batch
  }
}
