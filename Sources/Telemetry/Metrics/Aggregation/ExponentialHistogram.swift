/// A distribution whose buckets become coarser as its range grows, so that any range of values fits into a fixed
/// number of them at the best resolution possible (M-67).
///
/// It begins as fine as it may be, and halves its resolution whenever a value does not fit into the buckets of its
/// sign (M-71). Recording allocates only until the buckets have found their size; a copy shares memory with the
/// original until one of them changes.
package struct ExponentialHistogram: Equatable, Sendable {
  /// The most buckets that a sign can have: 128 KiB for each thread that records to a series.
  package static let largestSize = 16_384

  /// How many buckets each sign may have; at least 2.
  package let maximumSize: Int
  /// How fine the buckets are at first: -10 to 20 (M-70).
  package let maximumScale: Int

  /// How many values were recorded.
  package internal(set) var count: UInt64 = 0
  /// Their sum.
  package internal(set) var sum = 0.0
  /// The smallest value; infinite when there is none.
  package internal(set) var min = Double.infinity
  /// The largest value; negative infinity when there is none.
  package internal(set) var max = -Double.infinity
  /// How many values lie no further from zero than ``zeroThreshold`` (M-74).
  package internal(set) var zeroCount: UInt64 = 0
  /// The width of the zero bucket; merging can widen it.
  package internal(set) var zeroThreshold: Double
  /// The buckets of values above zero.
  package internal(set) var positive = ExponentialBuckets()
  /// The buckets of values below zero, by magnitude.
  package internal(set) var negative = ExponentialBuckets()

  var resolution: ExponentialScale
  private let initialThreshold: Double

  /// A histogram without values, within these limits; what exceeds what is possible is taken to the nearest that is.
  package init(maximumSize: Int = 160, maximumScale: Int = 20, zeroThreshold: Double = 0) {
    self.maximumSize = Swift.max(maximumSize, 2)
    self.maximumScale = Swift.min(Swift.max(maximumScale, -10), 20)
    // Also for a threshold that is no number.
    initialThreshold = zeroThreshold > 0 ? Swift.min(zeroThreshold, .greatestFiniteMagnitude) : 0
    self.zeroThreshold = initialThreshold
    resolution = ExponentialScale(self.maximumScale)
  }

  /// How fine the buckets are now: their bounds are powers of 2^(2^-scale).
  package var scale: Int { resolution.value }

  /// Counts a finite value.
  @inline(__always)
  package mutating func record(_ value: Double) {
    count &+= 1
    sum += value
    min = Swift.min(min, value)
    max = Swift.max(max, value)
    let magnitude = value.magnitude
    guard magnitude > zeroThreshold else {
      zeroCount &+= 1
      return
    }
    let index = resolution.index(of: magnitude)
    if value > 0 ? positive.add(1, at: index) : negative.add(1, at: index) { return }
    makeRoomAndCount(index, isPositive: value > 0)
  }

  /// Forgets every value and returns to the finest scale; the memory stays for what comes.
  package mutating func reset() {
    count = 0
    sum = 0
    min = .infinity
    max = -.infinity
    zeroCount = 0
    zeroThreshold = initialThreshold
    positive.reset()
    negative.reset()
    resolution = ExponentialScale(maximumScale)
  }

  @inline(never)
  private mutating func makeRoomAndCount(_ index: Int, isPositive: Bool) {
    let shift =
      isPositive
      ? positive.shift(toFit: index...index, within: maximumSize)
      : negative.shift(toFit: index...index, within: maximumSize)
    downscale(by: shift)
    let index = index >> shift
    if isPositive {
      positive.reach(index...index, within: maximumSize)
      _ = positive.add(1, at: index)
    } else {
      negative.reach(index...index, within: maximumSize)
      _ = negative.add(1, at: index)
    }
  }

  /// Makes every bucket 2^`shift` times as wide.
  mutating func downscale(by shift: Int) {
    guard shift > 0 else { return }
    positive.downscale(by: shift)
    negative.downscale(by: shift)
    resolution = ExponentialScale(resolution.value - shift)
  }
}
