/// Where a reader gets metrics that were aggregated elsewhere (M-114).
///
/// It is asked while its reader collects and must be prompt: for callbacks there is a budget, for producers there is none.
public protocol MetricProducer: AnyObject, Sendable {
  /// The metrics at this moment, under one scope that names the producer.
  func produce() throws -> [MetricData]
}
