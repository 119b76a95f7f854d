/// The buckets of one sign: counts of consecutive indices, in a window of memory that follows them (M-68).
///
/// The window holds at most as many buckets as the histogram may have, so whatever falls into it needs no check of
/// the limit. When an index falls outside, the counts slide within the window, or the window grows; half of the
/// room that is left goes to either side, so that this is needed a few times at most before every index has a
/// place. The counts never wrap around, so they can be lent as they are.
package struct ExponentialBuckets: Sendable {
  private var window: [UInt64] = []
  /// The index of the first count of the window.
  private var origin = 0
  /// The lowest index that was counted; meaningless when nothing was.
  private(set) var low = Int.max
  /// The highest index that was counted.
  private(set) var high = Int.min

  package init() {}

  /// Whether nothing was counted.
  package var isEmpty: Bool { low > high }

  /// How many buckets there are from the first to the last that was counted.
  package var count: Int { isEmpty ? 0 : high - low + 1 }

  /// The index of the first bucket; zero when there is none.
  package var offset: Int { isEmpty ? 0 : low }

  /// The counts from ``offset`` on, copied; for tests and for reports.
  package var counts: [UInt64] { isEmpty ? [] : Array(window[low - origin...high - origin]) }

  /// Lends the index of the first bucket and the counts from there on, without copying; none when it is empty.
  package func withRun<Result, Failure: Error>(
    _ body: (_ offset: Int, _ counts: Swift.Span<UInt64>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard !isEmpty else { return try body(0, window.span.extracting(first: 0)) }
    return try body(low, window.span.extracting(low - origin..<high - origin + 1))
  }

  // MARK: Counting

  /// Adds `amount` to the bucket `index`; false when the window does not reach there.
  @inline(__always)
  mutating func add(_ amount: UInt64, at index: Int) -> Bool {
    let place = index &- origin
    guard place >= 0, place < window.count else { return false }
    window[place] &+= amount
    low = min(low, index)
    high = max(high, index)
    return true
  }

  /// By how much indices must be shifted for `indices` and those in use to fit into `limit` buckets (M-71).
  func shift(toFit indices: ClosedRange<Int>?, within limit: Int) -> Int {
    guard let indices else { return 0 }
    var low = min(low, indices.lowerBound)
    var high = max(high, indices.upperBound)
    var shift = 0
    while high - low >= limit {
      low >>= 1
      high >>= 1
      shift += 1
    }
    return shift
  }

  /// Moves or extends the window so that it reaches `indices`, which fit into `limit` buckets with those in use.
  mutating func reach(_ indices: ClosedRange<Int>, within limit: Int) {
    if indices.lowerBound >= origin, indices.upperBound < origin + window.count { return }
    let first = min(low, indices.lowerBound)
    let last = max(high, indices.upperBound)
    let needed = last - first + 1
    if needed > window.count {
      let size = min(max(window.count * 2, needed, 8), limit)
      window.append(contentsOf: repeatElement(0, count: size - window.count))
    }
    slide(to: first - (window.count - needed) / 2)
  }

  /// Makes `newOrigin` the first index of the window; all counts stay within it.
  private mutating func slide(to newOrigin: Int) {
    let distance = origin - newOrigin
    if !isEmpty, distance != 0 {
      let places = low - origin...high - origin
      // From the side it moves to, so that nothing is overwritten before it has moved.
      if distance > 0 {
        for place in places.reversed() { move(place, to: place + distance) }
      } else {
        for place in places { move(place, to: place + distance) }
      }
    }
    origin = newOrigin
  }

  private mutating func move(_ place: Int, to target: Int) {
    let amount = window[place]
    window[place] = 0
    window[target] = amount
  }

  // MARK: Whole runs

  /// Adds the counts of `other`, whose indices are shifted; those in use and the new ones fit into `limit` buckets.
  mutating func merge(_ other: ExponentialBuckets, shiftedBy shift: Int, within limit: Int) {
    guard let indices = other.indices(shiftedBy: shift) else { return }
    reach(indices, within: limit)
    other.withRun { offset, counts in
      for place in counts.indices where counts[place] > 0 {
        _ = add(counts[place], at: (offset + place) >> shift)
      }
    }
  }

  /// The indices in use as they are at a scale that is lower by `shift`; nil when there are none.
  func indices(shiftedBy shift: Int) -> ClosedRange<Int>? {
    isEmpty ? nil : low >> shift...high >> shift
  }

  /// Merges each 2^`shift` neighbouring buckets into one; what belonged together still does (M-72).
  mutating func downscale(by shift: Int) {
    guard !isEmpty, shift > 0 else { return }
    let newOrigin = low >> shift
    for index in low...high {
      let amount = window[index - origin]
      window[index - origin] = 0
      // Never to the right of where it was.
      window[(index >> shift) - newOrigin] &+= amount
    }
    origin = newOrigin
    low = newOrigin
    high >>= shift
  }

  /// Takes out every bucket up to `index`, and returns what they held.
  mutating func removeAll(upTo index: Int) -> UInt64 {
    guard !isEmpty, low <= index else { return 0 }
    var removed: UInt64 = 0
    for index in low...min(index, high) {
      removed &+= window[index - origin]
      window[index - origin] = 0
    }
    guard index < high else {
      forgetRange()
      return removed
    }
    // The last bucket of a run is never empty, so this ends.
    low = index + 1
    while window[low - origin] == 0 { low += 1 }
    return removed
  }

  /// How many values the bucket `index` holds.
  func amount(at index: Int) -> UInt64 {
    low <= index && index <= high ? window[index - origin] : 0
  }

  /// Empties every bucket and keeps the memory.
  mutating func reset() {
    guard !isEmpty else { return }
    for place in low - origin...high - origin { window[place] = 0 }
    forgetRange()
  }

  private mutating func forgetRange() {
    low = .max
    high = .min
  }
}

extension ExponentialBuckets: Equatable {
  /// Equal when the same buckets hold the same counts, wherever they are in memory.
  package static func == (left: ExponentialBuckets, right: ExponentialBuckets) -> Bool {
    left.offset == right.offset && left.counts == right.counts
  }
}
