/// One metric of one collection as plain values: what an in-memory exporter keeps and a receiver decodes.
public struct MetricData: Equatable, Sendable {
  /// The aggregated points, by kind.
  public enum Points: Equatable, Sendable {
    /// Last values.
    case gauge([NumberPoint])
    /// Sums, which only grow if they are monotonic.
    case sum([NumberPoint], temporality: Temporality, isMonotonic: Bool)
    /// Distributions over fixed buckets.
    case histogram([HistogramPoint], temporality: Temporality)
    /// Distributions over buckets that grow by a factor.
    case exponentialHistogram([ExponentialHistogramPoint], temporality: Temporality)
    /// Quantiles, which other SDKs send and this one does not make.
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
  /// What was recorded since the last collection.
  case delta
  /// Everything since the start.
  case cumulative
}

/// A number as it was recorded: whole or floating.
public enum NumberValue: Hashable, Sendable {
  /// A whole number.
  case int(Int64)
  /// A floating-point number.
  case double(Double)

  /// The number as a double; whole numbers beyond 2^53 lose their last digits.
  public var asDouble: Double {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    }
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
