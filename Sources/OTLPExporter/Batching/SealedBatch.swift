import OTLPEncoding

/// A batch that nothing is added to any more.
struct SealedBatch {
  var scopes: [ScopeItems]
  var itemCount: Int
  var byteCount: Int
  /// How many of the items the ledger does not know yet.
  var unbookedCount: Int

  fileprivate func fits(beside other: SealedBatch, _ options: BatchOptions) -> Bool {
    itemCount + other.itemCount <= options.maximumBatchSize
      && byteCount + other.byteCount <= options.maximumBatchBytes
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
  }
}

extension [SealedBatch] {
  /// As few batches as hold the same items within the limits of one.
  func joined(within options: BatchOptions) -> [SealedBatch] {
    reduce(into: []) { joined, batch in
      if let last = joined.last, last.fits(beside: batch, options) {
        joined[joined.count - 1].add(batch)
      } else {
        joined.append(batch)
      }
    }
  }
}
