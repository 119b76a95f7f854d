/// One metric of one collection as plain values: what an in-memory exporter keeps and a receiver decodes.
public struct MetricData: Equatable, Sendable {
  /// The aggregated points, by kind.
  public enum Points: Equatable, Sendable {
    case gauge([NumberPoint])
    case sum([NumberPoint], temporality: Temporality, isMonotonic: Bool)
    case histogram([HistogramPoint], temporality: Temporality)
    case exponentialHistogram([ExponentialHistogramPoint], temporality: Temporality)
    case summary([SummaryPoint])
  }

  /// What produced the metric.
  public var resource: Resource
  /// Which code recorded it.
  public var scope: InstrumentationScope
  /// The stream's name.
  public var name: String
  /// What it measures, for people.
  public var description: String
  /// The unit, in UCUM notation; empty for none.
  public var unit: String
  /// The aggregated points.
  public var points: Points

  /// A metric of these parts.
  public init(
    resource: Resource,
    scope: InstrumentationScope,
    name: String,
    description: String = "",
    unit: String = "",
    points: Points
  ) {
    self.resource = resource
    self.scope = scope
    self.name = name
    self.description = description
    self.unit = unit
    self.points = points
  }
}

/// What a point covers: everything since its start, or what was recorded since the last collection.
public enum Temporality: Sendable, Hashable {
  case delta
  case cumulative
}

/// A number as it was recorded: whole or floating.
public enum NumberValue: Hashable, Sendable {
  case int(Int64)
  case double(Double)

  /// The number as a double; whole numbers beyond 2^53 lose their last digits.
  public var asDouble: Double {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    }
  }
}

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

  /// A point of these parts.
  public init(attributes: AttributeSet, start: Timestamp?, time: Timestamp, value: NumberValue) {
    self.attributes = attributes
    self.start = start
    self.time = time
    self.value = value
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
    bucketCounts: [UInt64]
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
    negative: Buckets
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
  }
}

/// Precomputed quantiles of one series; never recorded by this SDK, but receivers may be sent some.
public struct SummaryPoint: Equatable, Sendable {
  /// The series.
  public var attributes: AttributeSet
  /// When the covered interval began.
  public var start: Timestamp?
  /// When the summary was made.
  public var time: Timestamp
  /// How many values it covers.
  public var count: UInt64
  /// Their sum.
  public var sum: Double
  /// Value by quantile, from 0 to 1.
  public var quantiles: [Double: Double]

  /// A point of these parts.
  public init(
    attributes: AttributeSet,
    start: Timestamp?,
    time: Timestamp,
    count: UInt64,
    sum: Double,
    quantiles: [Double: Double]
  ) {
    self.attributes = attributes
    self.start = start
    self.time = time
    self.count = count
    self.sum = sum
    self.quantiles = quantiles
  }
}
