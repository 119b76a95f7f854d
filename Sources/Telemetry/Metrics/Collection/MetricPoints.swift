/// The value of one series of a sum or gauge.
public struct NumberPoint: Equatable, Sendable {
  /// The series.
  public var attributes: AttributeSet
  /// When the covered interval began; nil when the point has none.
  public var start: Timestamp?
  /// When the value was read.
  public var time: Timestamp
  /// The sum or last value.
  public var value: NumberValue
  /// Examples of what was recorded.
  public var exemplars: [Exemplar]

  /// A point of these parts.
  public init(
    attributes: AttributeSet,
    start: Timestamp?,
    time: Timestamp,
    value: NumberValue,
    exemplars: [Exemplar] = []
  ) {
    self.attributes = attributes
    self.start = start
    self.time = time
    self.value = value
    self.exemplars = exemplars
  }
}

/// The distribution of one series, in buckets with upper-inclusive bounds (M-65).
public struct HistogramPoint: Equatable, Sendable {
  /// The series.
  public var attributes: AttributeSet
  /// When the covered interval began.
  public var start: Timestamp?
  /// When the distribution was read.
  public var time: Timestamp
  /// How many values were recorded.
  public var count: UInt64
  /// Their sum; nil when not reported.
  public var sum: Double?
  /// The smallest value; nil when not reported.
  public var min: Double?
  /// The largest value; nil when not reported.
  public var max: Double?
  /// The upper bounds, ascending.
  public var bounds: [Double]
  /// One count per bound and one for everything above the last.
  public var bucketCounts: [UInt64]
  /// Examples of what was recorded.
  public var exemplars: [Exemplar]

  /// A point of these parts.
  public init(
    attributes: AttributeSet,
    start: Timestamp?,
    time: Timestamp,
    count: UInt64,
    sum: Double?,
    min: Double?,
    max: Double?,
    bounds: [Double],
    bucketCounts: [UInt64],
    exemplars: [Exemplar] = []
  ) {
    self.attributes = attributes
    self.start = start
    self.time = time
    self.count = count
    self.sum = sum
    self.min = min
    self.max = max
    self.bounds = bounds
    self.bucketCounts = bucketCounts
    self.exemplars = exemplars
  }
}

/// The distribution of one series in buckets whose bounds grow by a constant factor (M-67, M-68).
public struct ExponentialHistogramPoint: Equatable, Sendable {
  /// A run of buckets; `counts[i]` belongs to index `offset + i`.
  public struct Buckets: Equatable, Sendable {
    /// The index of the first count.
    public var offset: Int32
    /// How many values fell into each bucket.
    public var counts: [UInt64]

    /// A run of buckets from `offset`.
    public init(offset: Int32 = 0, counts: [UInt64] = []) {
      self.offset = offset
      self.counts = counts
    }
  }

  /// The series.
  public var attributes: AttributeSet
  /// When the covered interval began.
  public var start: Timestamp?
  /// When the distribution was read.
  public var time: Timestamp
  /// How many values were recorded.
  public var count: UInt64
  /// Their sum; nil when not reported.
  public var sum: Double?
  /// The smallest value; nil when not reported.
  public var min: Double?
  /// The largest value; nil when not reported.
  public var max: Double?
  /// Bucket bounds are powers of 2^(2^-scale).
  public var scale: Int32
  /// How many values were within `zeroThreshold` of zero.
  public var zeroCount: UInt64
  /// The width of the zero bucket.
  public var zeroThreshold: Double
  /// Buckets of positive values.
  public var positive: Buckets
  /// Buckets of negative values, by magnitude.
  public var negative: Buckets
  /// Examples of what was recorded.
  public var exemplars: [Exemplar]

  /// A point of these parts.
  public init(
    attributes: AttributeSet,
    start: Timestamp?,
    time: Timestamp,
    count: UInt64,
    sum: Double?,
    min: Double?,
    max: Double?,
    scale: Int32,
    zeroCount: UInt64,
    zeroThreshold: Double = 0,
    positive: Buckets,
    negative: Buckets,
    exemplars: [Exemplar] = []
  ) {
    self.attributes = attributes
    self.start = start
    self.time = time
    self.count = count
    self.sum = sum
    self.min = min
    self.max = max
    self.scale = scale
    self.zeroCount = zeroCount
    self.zeroThreshold = zeroThreshold
    self.positive = positive
    self.negative = negative
    self.exemplars = exemplars
  }
}
