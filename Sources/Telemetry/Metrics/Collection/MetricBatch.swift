/// The metrics of one collection for one reader, read from their series while they are visited.
public struct MetricBatch: Sendable {
  let collector: MetricCollector
  let reader: Int
  /// Beyond which no callback is waited for.
  package var end = Instant.distantFuture

  /// Who collects what.
  package struct Source: Hashable, Sendable {
    let collector: ObjectIdentifier
    let reader: Int
  }

  /// The same for every collection of a reader.
  package var source: Source { Source(collector: ObjectIdentifier(collector), reader: reader) }

  /// What produced the metrics.
  public var resource: Resource { collector.resource }

  /// Collects into `visitor`; to be called once, since a collection may end series.
  ///
  /// - Returns: Whether nothing is missing: no callback or producer failed (M-106).
  @discardableResult
  package func collect<Visitor: MetricVisitor & ~Copyable>(into visitor: inout Visitor) -> Bool {
    collector.measuring(reader) { collector.collect(for: reader, until: end, into: &visitor) }
  }

  /// Collects into plain values; to be called once, since a collection may end series.
  public func metrics() -> [MetricData] {
    collection().metrics
  }

  /// Collects into plain values, and tells whether nothing is missing (M-106); to be called once, like ``metrics()``.
  public func collection() -> MetricCollection {
    var visitor = MetricDataVisitor(resource: collector.resource)
    let isComplete = collect(into: &visitor)
    return MetricCollection(metrics: visitor.metrics, isComplete: isComplete)
  }
}

/// What a reader found (M-106).
public struct MetricCollection: Sendable {
  /// The metrics.
  public let metrics: [MetricData]
  /// Whether nothing is missing: no callback ran out of time and no producer failed.
  public let isComplete: Bool
}

/// Why a reader has nothing to collect (M-107).
public enum CollectionError: Error, Equatable, Sendable {
  /// The reader belongs to no provider yet.
  case notAttached
  /// The reader was shut down.
  case shutDown
}
