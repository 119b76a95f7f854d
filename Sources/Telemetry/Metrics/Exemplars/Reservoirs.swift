import Synchronization

/// Keeps a fixed number of measurements, each with the same probability (M-101).
///
/// Its memory is there from the start; considering a measurement allocates nothing (M-98).
package final class SimpleFixedSizeReservoir: ExemplarReservoir {
  private struct State {
    var kept: [ExemplarCandidate] = []
    /// How many were offered since the last collection.
    var seen: UInt64 = 0
    var random: Xoshiro256
  }

  /// The most measurements of one series: more than any point can use, and 1.4 MB.
  static let maximumSize = 16_384

  private let size: Int
  private let state: Mutex<State>

  /// A reservoir of `size` measurements, within what is possible, chosen by `random`.
  package init(size: Int, random: Xoshiro256 = .seededBySystem()) {
    self.size = min(max(size, 1), Self.maximumSize)
    state = Mutex(State(random: random))
    state.withLock { $0.kept.reserveCapacity(self.size) }
  }

  package func offer(_ candidate: ExemplarCandidate) {
    state.withLock { state in
      state.seen &+= 1
      if state.kept.count < size { return state.kept.append(candidate) }
      let place = state.random.next(upperBound: state.seen)
      if place < UInt64(size) { state.kept[Int(place)] = candidate }
    }
  }

  package func collect() -> [ExemplarCandidate] {
    state.withLock { state in
      let kept = state.kept
      state.kept.removeAll(keepingCapacity: true)
      state.seen = 0
      return kept
    }
  }
}

/// Keeps one measurement of each bucket of a histogram, each with the same probability (M-102).
package final class AlignedHistogramBucketReservoir: ExemplarReservoir {
  private struct Bucket {
    var kept: ExemplarCandidate?
    /// How many were offered since the last collection.
    var seen: UInt64 = 0
  }

  private struct State {
    var buckets: [Bucket]
    var random: Xoshiro256
  }

  private let boundaries: Boundaries
  private let state: Mutex<State>

  /// A reservoir for the buckets between `boundaries`, chosen by `random`.
  package init(_ boundaries: Boundaries, random: Xoshiro256 = .seededBySystem()) {
    self.boundaries = boundaries
    let buckets = Array(repeating: Bucket(), count: boundaries.values.count + 1)
    state = Mutex(State(buckets: buckets, random: random))
  }

  package func offer(_ candidate: ExemplarCandidate) {
    let bucket = boundaries.bucket(for: candidate.value.asDouble)
    state.withLock { state in
      state.buckets[bucket].seen &+= 1
      guard state.random.next(upperBound: state.buckets[bucket].seen) == 0 else { return }
      state.buckets[bucket].kept = candidate
    }
  }

  package func collect() -> [ExemplarCandidate] {
    state.withLock { state in
      let kept = state.buckets.compactMap(\.kept)
      for bucket in state.buckets.indices { state.buckets[bucket] = Bucket() }
      return kept
    }
  }
}
