import Synchronization

extension SeriesStorage {
  /// Considers a measurement for the series it went to.
  ///
  /// Under the lock, so that the series cannot end in between and leave a reservoir that nobody takes away.
  func offer(_ candidate: ExemplarCandidate) {
    guard let store = options.exemplars else { return }
    // Whoever has the lock is not waited for: an exemplar is an example, and others will do.
    _ = table.withLockIfAvailable { table in
      store.offer(candidate, to: series(of: candidate.attributes, table))
    }
  }

  /// Which series takes measurements with `attributes`, some of which a view may drop.
  private func series(of attributes: AttributeSet, _ table: borrowing SeriesTable) -> AttributeFingerprint {
    if let row = row(of: attributes.fingerprint, table) {
      return rows.fingerprint(of: rows.target(of: row))
    }
    // The way from all attributes to those that are kept is not always remembered.
    if let kept = options.filter?.apply(to: attributes).fingerprint, row(of: kept, table) != nil {
      return kept
    }
    return Self.overflowAttributes.fingerprint
  }
}
