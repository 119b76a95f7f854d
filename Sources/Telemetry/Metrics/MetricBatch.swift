/// The metrics of one collection, read from their series while they are visited.
public struct MetricBatch: Sendable {
  private let source: MetricSource

  init(_ source: MetricSource) {
    self.source = source
  }

  /// What produced the metrics.
  public var resource: Resource { source.resource }

  /// Collects into `visitor`; to be called once, since a collection may end series.
  package func collect<Visitor: MetricVisitor & ~Copyable>(into visitor: inout Visitor) {
    source.collect(into: &visitor)
  }

  /// Collects into plain values; to be called once, since a collection may end series.
  public func metrics() -> [MetricData] {
    var visitor = MetricDataVisitor(resource: source.resource)
    source.collect(into: &visitor)
    return visitor.metrics
  }
}
