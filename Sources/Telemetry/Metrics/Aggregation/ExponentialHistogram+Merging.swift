extension ExponentialHistogram {
  /// Adds what `other` recorded.
  ///
  /// The result is as fine as the coarser of the two, or as coarse as it must be for both to fit (M-72). To copy a
  /// histogram into memory that is already there, reset one and merge the other into it.
  package mutating func merge(_ other: ExponentialHistogram) {
    guard other.count > 0 else { return }
    guard zeroThreshold != other.zeroThreshold else { return add(other) }
    var other = other
    alignZeroBucket(with: &other)
    add(other)
  }

  /// Adds `other`, whose zero bucket is as wide as this one's.
  private mutating func add(_ other: ExponentialHistogram) {
    count &+= other.count
    sum += other.sum
    min = Swift.min(min, other.min)
    max = Swift.max(max, other.max)
    zeroCount &+= other.zeroCount
    // What has no buckets has no scale of its own.
    guard other.hasBuckets else { return }
    downscale(by: scale - other.scale)
    let shift = other.scale - scale
    let more = Swift.max(
      positive.shift(toFit: other.positive.indices(shiftedBy: shift), within: maximumSize),
      negative.shift(toFit: other.negative.indices(shiftedBy: shift), within: maximumSize)
    )
    downscale(by: more)
    positive.merge(other.positive, shiftedBy: shift + more, within: maximumSize)
    negative.merge(other.negative, shiftedBy: shift + more, within: maximumSize)
  }

  private var hasBuckets: Bool { !positive.isEmpty || !negative.isEmpty }

  /// Makes both zero buckets as wide as the wider one (M-74).
  private mutating func alignZeroBucket(with other: inout ExponentialHistogram) {
    // Each step that does not end it empties a bucket.
    while zeroThreshold != other.zeroThreshold {
      widenZeroBucket(to: other.zeroThreshold)
      other.widenZeroBucket(to: zeroThreshold)
    }
  }

  /// Takes what is within `threshold` of zero into the zero bucket.
  ///
  /// A threshold in the middle of a bucket that holds something moves on to the end of that bucket (M-74).
  private mutating func widenZeroBucket(to threshold: Double) {
    guard threshold > zeroThreshold else { return }
    let last = resolution.index(of: threshold)
    let isHeld = positive.amount(at: last) > 0 || negative.amount(at: last) > 0
    zeroThreshold = isHeld ? Swift.max(threshold, resolution.upperBound(of: last)) : threshold
    zeroCount &+= positive.removeAll(upTo: last) &+ negative.removeAll(upTo: last)
    if !hasBuckets { resolution = ExponentialScale(maximumScale) }
  }
}
