import OTLPEncoding
import Telemetry
import WireFormat

/// The open batch of some threads.
///
/// Items are counted here and booked in the ledger together, when they leave or when somebody looks at the ledger.
struct BatchShard: ~Copyable, Sendable {
  /// What became of an item.
  enum Placement {
    /// It waits; the batches it completed are to be sent.
    case written([SealedBatch])
    case refused(DropReason)
  }

  /// What is shared by all shards of a signal.
  struct Terms {
    let options: BatchOptions
    let budget: ByteBudget
    /// What waits behind the shards.
    let queuedBytes: Int
  }

  private var scopes = ScopeTable()
  private(set) var itemCount = 0
  private var byteCount = 0
  /// How many of the items the ledger does not know yet.
  private var unbookedCount = 0
  /// How much of the budget is set aside for this batch.
  private var reservedBytes = 0
  private(set) var oldest: Instant?
  var isShutDown = false
  /// How large the last batch was: the next one will have about that size.
  private var lastByteCount = 0
  private var lastScopeCount = 1

  /// Lets `write` add one item at the end of what waits, unless it does not fit.
  @inline(__always)
  mutating func append(
    of identity: ScopeIdentity, _ terms: borrowing Terms, _ write: (inout ByteWriter) -> Void
  ) -> Placement {
    guard !isShutDown else { return .refused(.alreadyShutdown) }
    let (before, size) = scopes.with(identity, capacity: lastByteCount / lastScopeCount) { scope in
      let before = scope.writer.count
      write(&scope.writer)
      return (before, scope.writer.count &- before)
    }
    let total = byteCount &+ size
    if total <= reservedBytes, total <= terms.options.maximumBatchBytes {
      count(size, of: identity)
      return itemCount >= terms.options.maximumBatchSize ? .written([seal(terms)]) : .written([])
    }
    return settle(identity, from: before, size, terms)
  }

  /// Finds room for an item that is written and does not fit into what is set aside.
  @inline(never)
  private mutating func settle(
    _ identity: ScopeIdentity, from place: Int, _ size: Int, _ terms: borrowing Terms
  ) -> Placement {
    let maximum = terms.options.maximumBatchBytes
    let isFull = byteCount &+ size > maximum && itemCount > 0
    let needed = isFull ? size : byteCount &+ size &- reservedBytes
    if size > maximum || !reserve(needed, terms) {
      take(identity, from: place)
      return .refused(size > maximum ? .tooLarge : .queueFull)
    }
    guard isFull else {
      count(size, of: identity)
      return .written(itemCount >= terms.options.maximumBatchSize ? [seal(terms)] : [])
    }
    // What was set aside for the item stays with it.
    reservedBytes &-= size
    let item = take(identity, from: place)
    let full = seal(terms)
    reservedBytes = size
    scopes.with(identity, capacity: lastByteCount / lastScopeCount) { $0.writer.raw(item) }
    count(size, of: identity)
    return .written(itemCount >= terms.options.maximumBatchSize ? [full, seal(terms)] : [full])
  }

  private mutating func reserve(_ needed: Int, _ terms: borrowing Terms) -> Bool {
    guard needed > 0 else { return true }
    let reserved = terms.budget.reserve(needed, beside: terms.queuedBytes)
    reservedBytes &+= reserved
    return reserved > 0
  }

  @inline(__always)
  private mutating func count(_ size: Int, of identity: ScopeIdentity) {
    scopes.with(identity, capacity: 0) { $0.count &+= 1 }
    itemCount &+= 1
    unbookedCount &+= 1
    byteCount &+= size
  }

  /// Takes the last item back.
  @discardableResult
  private mutating func take(_ identity: ScopeIdentity, from place: Int) -> [UInt8] {
    scopes.with(identity, capacity: 0) { scope in
      let item = unsafe scope.writer.withBytes { unsafe [UInt8]($0[place...]) }
      scope.writer.truncate(to: place)
      return item
    }
  }

  /// Notes when the first item of the batch came; false when that was known.
  mutating func begin(at now: @autoclosure () -> Instant) -> Bool {
    guard oldest == nil, itemCount > 0 else { return false }
    oldest = now()
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
    if itemCount > 0 { (lastByteCount, lastScopeCount) = (byteCount, max(batch.scopes.count, 1)) }
    (itemCount, byteCount, unbookedCount, reservedBytes, oldest) = (0, 0, 0, 0, nil)
    return batch
  }
}
