import OTLPEncoding

/// A batch that nothing is added to any more.
struct SealedBatch {
  var scopes: [ScopeItems]
  var itemCount: Int
  var byteCount: Int
  /// How many of the items the ledger does not know yet.
  var unbookedCount: Int
  /// How much of the budget is still set aside for it.
  var reservedBytes: Int

  fileprivate func fits(beside other: SealedBatch, _ terms: BatchShard.Terms) -> Bool {
    itemCount + other.itemCount <= terms.options.maximumBatchSize
      && byteCount + other.byteCount <= terms.batchBytes
  }

  /// Takes in `other`: a scope of both stays one scope.
  fileprivate mutating func add(_ other: SealedBatch) {
    for items in other.scopes {
      if let known = scopes.firstIndex(where: { $0.scope == items.scope }) {
        scopes[known].add(items)
      } else {
        scopes.append(items)
      }
    }
    itemCount += other.itemCount
    byteCount += other.byteCount
    unbookedCount += other.unbookedCount
    reservedBytes += other.reservedBytes
  }
}

extension [SealedBatch] {
  /// As few batches as hold the same items within the limits of one.
  func joined(within terms: BatchShard.Terms) -> [SealedBatch] {
    reduce(into: []) { joined, batch in
      if let last = joined.last, last.fits(beside: batch, terms) {
        joined[joined.count - 1].add(batch)
      } else {
        joined.append(batch)
      }
    }
  }
}
