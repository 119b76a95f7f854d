internal import COTLP
internal import Telemetry

extension NumberPoint {
  /// The point in `message`; nil when it is flagged as having no value (W-03).
  init?(_ message: CNumberPoint) throws(DecodingFailure) {
    let value: NumberValue
    switch unsafe message.value_case {
    case OPENTELEMETRY__PROTO__METRICS__V1__NUMBER_DATA_POINT__VALUE_AS_DOUBLE:
      value = unsafe .double(message.as_double)
    case OPENTELEMETRY__PROTO__METRICS__V1__NUMBER_DATA_POINT__VALUE_AS_INT:
      value = unsafe .int(message.as_int)
    default:
      guard unsafe message.flags & Self.noRecordedValue == 0 else { return nil }
      throw DecodingFailure(at: "number data point", "expected as_double or as_int, found neither")
    }
    try unsafe self.init(
      attributes: AttributeSet(message.attributes, message.n_attributes),
      start: Timestamp(known: message.start_time_unix_nano),
      time: Timestamp(nanosecondsSinceEpoch: message.time_unix_nano),
      value: value,
      exemplars: [Exemplar](message.exemplars, of: message.n_exemplars)
    )
  }

  private static let noRecordedValue: UInt32 = 1
}

extension HistogramPoint {
  init(_ message: CHistogramPoint) throws(DecodingFailure) {
    try unsafe self.init(
      attributes: AttributeSet(message.attributes, message.n_attributes),
      start: Timestamp(known: message.start_time_unix_nano),
      time: Timestamp(nanosecondsSinceEpoch: message.time_unix_nano),
      count: message.count,
      sum: message._sum_case.rawValue == 0 ? nil : message.sum,
      min: message._min_case.rawValue == 0 ? nil : message.min,
      max: message._max_case.rawValue == 0 ? nil : message.max,
      bounds: [Double](message.explicit_bounds, message.n_explicit_bounds),
      bucketCounts: [UInt64](message.bucket_counts, message.n_bucket_counts),
      exemplars: [Exemplar](message.exemplars, of: message.n_exemplars)
    )
  }
}

extension ExponentialHistogramPoint {
  init(_ message: CExponentialPoint) throws(DecodingFailure) {
    try unsafe self.init(
      attributes: AttributeSet(message.attributes, message.n_attributes),
      start: Timestamp(known: message.start_time_unix_nano),
      time: Timestamp(nanosecondsSinceEpoch: message.time_unix_nano),
      count: message.count,
      sum: message._sum_case.rawValue == 0 ? nil : message.sum,
      min: message._min_case.rawValue == 0 ? nil : message.min,
      max: message._max_case.rawValue == 0 ? nil : message.max,
      scale: message.scale,
      zeroCount: message.zero_count,
      zeroThreshold: message.zero_threshold,
      positive: Buckets(message.positive),
      negative: Buckets(message.negative),
      exemplars: [Exemplar](message.exemplars, of: message.n_exemplars)
    )
  }
}

extension ExponentialHistogramPoint.Buckets {
  fileprivate init(_ message: UnsafeMutablePointer<CBuckets>?) {
    guard let buckets = unsafe message?.pointee else {
      self.init()
      return
    }
    unsafe self.init(
      offset: buckets.offset,
      counts: [UInt64](buckets.bucket_counts, buckets.n_bucket_counts)
    )
  }
}

extension SummaryPoint {
  init(_ message: CSummaryPoint) {
    let values = unsafe [(Double, Double)](message.quantile_values, message.n_quantile_values) {
      unsafe ($0.quantile, $0.value)
    }
    unsafe self.init(
      attributes: AttributeSet(message.attributes, message.n_attributes),
      start: Timestamp(known: message.start_time_unix_nano),
      time: Timestamp(nanosecondsSinceEpoch: message.time_unix_nano),
      count: message.count,
      sum: message.sum,
      quantiles: Dictionary(values) { _, last in last }
    )
  }
}
