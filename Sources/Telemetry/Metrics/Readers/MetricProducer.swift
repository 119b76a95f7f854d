/// Where a reader gets metrics that were aggregated elsewhere (M-114).
public protocol MetricProducer: AnyObject, Sendable {
  /// The metrics at this moment, under one scope that names the producer.
  func produce() throws -> [MetricData]
}
