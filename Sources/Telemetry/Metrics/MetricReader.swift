import Synchronization

/// Everything one reader collects: the streams of every meter of one provider, grouped by scope.
package final class MetricSource: Sendable {
  private struct ScopeStreams {
    let scope: InstrumentationScope
    var streams: [any MetricStream]
  }

  /// What produced the metrics.
  package let resource: Resource
  package let clock: any TelemetryClock
  private let scopes = Mutex<[ScopeStreams]>([])

  package init(resource: Resource, clock: any TelemetryClock) {
    self.resource = resource
    self.clock = clock
  }

  package func add(_ stream: some MetricStream, of scope: InstrumentationScope) {
    scopes.withLock { scopes in
      if let index = scopes.firstIndex(where: { $0.scope == scope }) {
        scopes[index].streams.append(stream)
      } else {
        scopes.append(ScopeStreams(scope: scope, streams: [stream]))
      }
    }
  }

  /// Shows every stream to `visitor`; all points carry the time of this call (M-83).
  func collect<Visitor: MetricVisitor & ~Copyable>(into visitor: inout Visitor) {
    let time = clock.now
    for scope in scopes.withLock({ $0 }) {
      visitor.begin(scope: scope.scope)
      for stream in scope.streams { stream.collect(at: time, into: &visitor) }
    }
  }
}

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

/// Where a periodic reader sends what it collects. Calls never overlap (M-111).
public protocol MetricExporter: AnyObject, Sendable {
  /// Takes one collection; retrying is the exporter's own business.
  func export(_ batch: MetricBatch)
  /// Sends what waits; false when some of it still waits at `deadline`.
  func flush(until deadline: Instant) -> Bool
  /// Sends what waits and gives up the rest at `deadline`; later exports are refused.
  func shutdown(until deadline: Instant)
}

/// What collects the metrics of a provider; each reader sees all of them, independent of the others (M-105).
public protocol MetricReader: AnyObject, Sendable {
  /// Called once, by the provider the reader is given to.
  func attach(_ batch: MetricBatch)
  /// Collects and exports now; false when that has not finished by `deadline`.
  func flush(until deadline: Instant) -> Bool
  /// Collects and exports a last time, then stops; later calls do nothing.
  func shutdown(until deadline: Instant) -> Bool
}
