internal import COTLP
internal import Telemetry

extension MetricData {
  /// The metric in `message`; nil for one that has no data at all, which OTLP permits.
  init?(_ message: CMetric, resource: Resource, scope: InstrumentationScope) throws(DecodingFailure) {
    guard let points = try unsafe Points(message) else { return nil }
    unsafe self.init(
      resource: resource,
      scope: scope,
      name: String(message.name),
      description: String(message.description),
      unit: String(message.unit),
      points: points
    )
  }
}

extension MetricData.Points {
  fileprivate init?(_ message: CMetric) throws(DecodingFailure) {
    switch unsafe message.data_case {
    case OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_GAUGE:
      guard let gauge = unsafe message.gauge?.pointee else { return nil }
      self = .gauge(try unsafe Self.numbers(gauge.data_points, gauge.n_data_points))
    case OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_SUM:
      guard let sum = unsafe message.sum?.pointee else { return nil }
      self = .sum(
        try unsafe Self.numbers(sum.data_points, sum.n_data_points),
        temporality: try unsafe Temporality(sum.aggregation_temporality, of: message),
        isMonotonic: unsafe sum.is_monotonic != 0
      )
    case OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_HISTOGRAM:
      guard let histogram = unsafe message.histogram?.pointee else { return nil }
      self = .histogram(
        try unsafe [HistogramPoint](histogram.data_points, histogram.n_data_points) {
          point throws(DecodingFailure) in try unsafe HistogramPoint(point)
        },
        temporality: try unsafe Temporality(histogram.aggregation_temporality, of: message)
      )
    case OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_EXPONENTIAL_HISTOGRAM:
      guard let histogram = unsafe message.exponential_histogram?.pointee else { return nil }
      self = .exponentialHistogram(
        try unsafe [ExponentialHistogramPoint](histogram.data_points, histogram.n_data_points) {
          point throws(DecodingFailure) in try unsafe ExponentialHistogramPoint(point)
        },
        temporality: try unsafe Temporality(histogram.aggregation_temporality, of: message)
      )
    case OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_SUMMARY:
      guard let summary = unsafe message.summary?.pointee else { return nil }
      self = .summary(
        unsafe [SummaryPoint](summary.data_points, summary.n_data_points) { unsafe SummaryPoint($0) })
    default:
      return nil
    }
  }

  /// The points that have a value; one flagged as having none is a mark of staleness, not a measurement.
  private static func numbers(
    _ list: CMessageList<CNumberPoint>?,
    _ count: Int
  ) throws(DecodingFailure) -> [NumberPoint] {
    let points = try unsafe [NumberPoint?](list, count) { point throws(DecodingFailure) in
      try unsafe NumberPoint(point)
    }
    return points.compactMap(\.self)
  }
}

extension Temporality {
  /// A sender must say which it is (W-08).
  fileprivate init(_ value: CTemporality, of metric: CMetric) throws(DecodingFailure) {
    switch value {
    case OPENTELEMETRY__PROTO__METRICS__V1__AGGREGATION_TEMPORALITY__AGGREGATION_TEMPORALITY_DELTA:
      self = .delta
    case OPENTELEMETRY__PROTO__METRICS__V1__AGGREGATION_TEMPORALITY__AGGREGATION_TEMPORALITY_CUMULATIVE:
      self = .cumulative
    default:
      throw unsafe DecodingFailure(
        at: "aggregation_temporality of metric \(String(metric.name))",
        "expected 1 (delta) or 2 (cumulative), found \(value.rawValue)"
      )
    }
  }
}
