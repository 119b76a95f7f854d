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
  private let lastTime = Mutex(Timestamp(nanosecondsSinceEpoch: 0))

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
    // Never before the last one, even when the clock was set back (FS-29).
    let now = clock.now
    let time = lastTime.withLock { last in
      last = max(last, now)
      return last
    }
    for scope in scopes.withLock({ $0 }) {
      visitor.begin(scope: scope.scope)
      for stream in scope.streams { stream.collect(at: time, into: &visitor) }
    }
  }
}
