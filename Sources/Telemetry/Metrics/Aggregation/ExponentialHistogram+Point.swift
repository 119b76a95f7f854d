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
}
