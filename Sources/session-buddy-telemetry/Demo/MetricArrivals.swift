package import Telemetry

/// One metric as it arrived: what it is, and the latest point of every series.
package struct MetricArrivals: Equatable, Sendable {
  package enum Kind: String, Sendable {
    case counter
    case sum
    case gauge
    case histogram
    case other
  }

  /// The latest state of one series.
  package enum Point: Equatable, Sendable {
    case number(Double)
    case distribution(Distribution)
  }

  /// How many series are kept; of more only those that came first.
  package static let maximumSeries = 4_096

  package let name: String
  package let unit: String
  package let kind: Kind
  package private(set) var series: [AttributeSet: Point] = [:]

  package init(_ metric: MetricData) {
    name = metric.name
    unit = metric.unit
    kind =
      switch metric.points {
      case .gauge: .gauge
      case .sum(_, _, let isMonotonic): isMonotonic ? .counter : .sum
      case .histogram: .histogram
      case .exponentialHistogram, .summary: .other
      }
  }

  /// Takes the points in.
  package mutating func enter(_ points: MetricData.Points) {
    switch points {
    case .gauge(let points), .sum(let points, _, _):
      for point in points { keep(.number(point.value.asDouble), of: point.attributes) }
    case .histogram(let points, _):
      for point in points { keep(.distribution(Distribution(point)), of: point.attributes) }
    case .exponentialHistogram, .summary: break
    }
  }

  private mutating func keep(_ point: Point, of attributes: AttributeSet) {
    guard series.count < Self.maximumSeries || series[attributes] != nil else { return }
    series[attributes] = point
  }

  /// The sum over all series; of histograms the number of values.
  package var total: Double {
    series.values.reduce(0) { total, point in
      switch point {
      case .number(let value): total + value
      case .distribution(let distribution): total + Double(distribution.count)
      }
    }
  }

  /// All series as one distribution; nil for what is not a histogram.
  package var distribution: Distribution? {
    let all = series.values.compactMap { point -> Distribution? in
      if case .distribution(let distribution) = point { distribution } else { nil }
    }
    guard let first = all.first else { return nil }
    return all.dropFirst().reduce(first) { $0.merging($1) }
  }

  /// The attributes of the series with the most in it.
  var largest: AttributeSet? {
    series.max { $0.value.size < $1.value.size }?.key
  }
}

extension MetricArrivals.Point {
  fileprivate var size: Double {
    switch self {
    case .number(let value): value
    case .distribution(let distribution): Double(distribution.count)
    }
  }
}

/// How values are spread over buckets with upper bounds.
package struct Distribution: Equatable, Sendable {
  package let bounds: [Double]
  package private(set) var counts: [UInt64]
  package private(set) var count: UInt64
  package private(set) var sum: Double

  package init(_ point: HistogramPoint) {
    bounds = point.bounds
    counts = point.bucketCounts
    count = point.count
    sum = point.sum ?? 0
  }

  /// The mean of all values; nil when there are none.
  package var mean: Double? { count > 0 ? sum / Double(count) : nil }

  /// Both together; one with other bounds adds nothing.
  package func merging(_ other: Distribution) -> Distribution {
    guard bounds == other.bounds, counts.count == other.counts.count else { return self }
    var merged = self
    merged.counts = zip(counts, other.counts).map(&+)
    merged.count &+= other.count
    merged.sum += other.sum
    return merged
  }
}
