import Synchronization

/// Keeps a fixed number of measurements, each with the same probability (M-101).
final class SimpleFixedSizeReservoir: ExemplarReservoir {
  private struct State {
    var kept: [ExemplarCandidate] = []
    /// How many were offered since the last collection.
    var seen: UInt64 = 0
    var random = Randomness()
  }

  private let size: Int
  private let state = Mutex(State())

  init(size: Int) {
    self.size = max(size, 1)
    state.withLock { $0.kept.reserveCapacity(self.size) }
  }

  func offer(_ candidate: ExemplarCandidate) {
    state.withLock { state in
      state.seen &+= 1
      if state.kept.count < size { return state.kept.append(candidate) }
      let place = state.random.next() % state.seen
      if place < UInt64(size) { state.kept[Int(place)] = candidate }
    }
  }

  func collect() -> [ExemplarCandidate] {
    state.withLock { state in
      let kept = state.kept
      state.kept.removeAll(keepingCapacity: true)
      state.seen = 0
      return kept
    }
  }
}

/// Keeps the last measurement of each bucket (M-102).
final class AlignedHistogramBucketReservoir: ExemplarReservoir {
  private let boundaries: Boundaries
  private let kept: Mutex<[ExemplarCandidate?]>

  init(_ boundaries: Boundaries) {
    self.boundaries = boundaries
    kept = Mutex(Array(repeating: nil, count: boundaries.values.count + 1))
  }

  func offer(_ candidate: ExemplarCandidate) {
    let bucket = boundaries.bucket(for: candidate.value.asDouble)
    kept.withLock { $0[bucket] = candidate }
  }

  func collect() -> [ExemplarCandidate] {
    kept.withLock { kept in
      defer { for bucket in kept.indices { kept[bucket] = nil } }
      return kept.compactMap(\.self)
    }
  }
}

/// Numbers that nobody has to be unable to guess, at the cost of three instructions each.
private struct Randomness {
  private var state = UInt64.random(in: .min ... .max) | 1

  mutating func next() -> UInt64 {
    state ^= state &<< 13
    state ^= state &>> 7
    state ^= state &<< 17
    return state
  }
}
