extension ExponentialHistogramPoint {
  /// What `histogram` holds, as plain values; the sum and the range may be left out.
  package init(
    _ histogram: ExponentialHistogram,
    attributes: AttributeSet,
    start: Timestamp?,
    time: Timestamp,
    includesSum: Bool = true,
    includesRange: Bool = true,
    exemplars: [Exemplar] = []
  ) {
    let hasRange = includesRange && histogram.count > 0
    self.init(
      attributes: attributes,
      start: start,
      time: time,
      count: histogram.count,
      sum: includesSum ? histogram.sum : nil,
      min: hasRange ? histogram.min : nil,
      max: hasRange ? histogram.max : nil,
      scale: Int32(histogram.scale),
      zeroCount: histogram.zeroCount,
      zeroThreshold: histogram.zeroThreshold,
      positive: Buckets(histogram.positive),
      negative: Buckets(histogram.negative),
      exemplars: exemplars
    )
  }
}

extension ExponentialHistogramPoint.Buckets {
  fileprivate init(_ buckets: ExponentialBuckets) {
    // At the finest scale every index of a double has 32 bits (M-70).
    self.init(offset: Int32(buckets.offset), counts: buckets.counts)
  }

  /// Whether every bucket has an index, which is of 32 bits.
  fileprivate var hasIndices: Bool { Int(offset) + counts.count <= Int(Int32.max) + 1 }
}

extension ExponentialHistogram {
  /// The distribution a point holds; nil when its buckets are out of every bound.
  package init?(_ point: ExponentialHistogramPoint) {
    let size = Swift.max(point.positive.counts.count, point.negative.counts.count)
    guard (-10...20).contains(point.scale), size <= Self.largestSize else { return nil }
    guard point.positive.hasIndices, point.negative.hasIndices else { return nil }
    self.init(maximumSize: size, maximumScale: Int(point.scale), zeroThreshold: point.zeroThreshold)
    for (offset, amount) in point.positive.counts.enumerated() where amount > 0 {
      let index = Int(point.positive.offset) + offset
      positive.reach(index...index, within: maximumSize)
      _ = positive.add(amount, at: index)
    }
    for (offset, amount) in point.negative.counts.enumerated() where amount > 0 {
      let index = Int(point.negative.offset) + offset
      negative.reach(index...index, within: maximumSize)
      _ = negative.add(amount, at: index)
    }
    count = point.count
    sum = point.sum ?? 0
    min = point.min ?? .infinity
    max = point.max ?? -.infinity
    zeroCount = point.zeroCount
  }
}
