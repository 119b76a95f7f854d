import Synchronization

/// The exemplars of one stream: a reservoir for each series that was recorded where the filter lets through.
final class ExemplarStore: Sendable {
  private let factory: ExemplarReservoirFactory
  private let filter: AttributeFilter?
  /// How many series may have a reservoir.
  private let limit: Int
  private let reservoirs = Mutex<[AttributeFingerprint: any ExemplarReservoir]>([:])

  init(_ factory: ExemplarReservoirFactory, filter: AttributeFilter?, limit: Int) {
    self.factory = factory
    self.filter = filter
    self.limit = limit
  }

  /// Considers a measurement of the series of `fingerprint`, unless another thread is at it: nobody waits for it.
  func offer(_ candidate: ExemplarCandidate, to fingerprint: AttributeFingerprint) {
    _ = reservoirs.withLockIfAvailable { reservoirs in
      if let known = reservoirs[fingerprint] { return known.offer(candidate) }
      guard reservoirs.count < limit else { return }
      let new = factory.make()
      new.offer(candidate)
      reservoirs[fingerprint] = new
    }
  }

  /// What was kept since the last time, by series.
  func collect() -> [AttributeFingerprint: [Exemplar]] {
    reservoirs.withLock { reservoirs in
      var collected: [AttributeFingerprint: [Exemplar]] = [:]
      for (fingerprint, reservoir) in reservoirs {
        let kept = reservoir.collect()
        let isOverflow = fingerprint == SeriesStorage.overflowAttributes.fingerprint
        if !kept.isEmpty { collected[fingerprint] = kept.map { exemplar($0, isOverflow: isOverflow) } }
      }
      return collected
    }
  }

  /// A series has ended.
  func forget(_ fingerprint: AttributeFingerprint) {
    reservoirs.withLock { $0[fingerprint] = nil }
  }

  private func exemplar(_ candidate: ExemplarCandidate, isOverflow: Bool) -> Exemplar {
    Exemplar(
      filteredAttributes: isOverflow
        ? candidate.attributes : filter?.dropped(from: candidate.attributes) ?? [:],
      time: candidate.time,
      value: candidate.value,
      spanContext: candidate.span
    )
  }
}
