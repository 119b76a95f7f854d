import Synchronization

/// Every stream of a provider, grouped by scope, and the way to collect them.
///
/// One collection at a time: all streams turn the page together, what is on the closed one goes to what each reader is
/// owed, and the reader that collects is shown its part. Recorders never wait for any of it.
package final class MetricCollector: Sendable {
  private struct ScopeStreams {
    let scope: InstrumentationScope
    var streams: [any MetricStream]
  }

  private struct State {
    var scopes: [ScopeStreams] = []
    var places: [InstrumentationScope: Int] = [:]
  }

  /// What produced the metrics.
  package let resource: Resource
  let clock: any TelemetryClock
  let diagnostics: Diagnostics
  let phase = CollectionPhase()
  /// Nil unless somebody wants to know how long collections take.
  let meters = Mutex<CollectionMeters?>(nil)
  let callbacks: CallbackRegistry
  /// What each reader wants, by its number.
  let readers: [MetricReaderOptions]
  private let state = Mutex(State())
  /// Held while one reader collects; guards the time of the last collection.
  private let turn = Mutex(Timestamp(nanosecondsSinceEpoch: 0))

  init(
    resource: Resource,
    readers: [MetricReaderOptions],
    callbacks: CallbackRegistry,
    clock: any TelemetryClock,
    diagnostics: Diagnostics
  ) {
    self.resource = resource
    self.readers = readers
    self.callbacks = callbacks
    self.clock = clock
    self.diagnostics = diagnostics
  }

  func add(_ streams: [any MetricStream], of scope: InstrumentationScope) {
    state.withLock { state in
      let place = state.places[scope] ?? state.scopes.count
      if place == state.scopes.count {
        state.places[scope] = place
        state.scopes.append(ScopeStreams(scope: scope, streams: []))
      }
      state.scopes[place].streams.append(contentsOf: streams)
    }
  }

  /// Shows `visitor` every stream that `reader` sees; all points carry the time of this call (M-83).
  ///
  /// - Returns: Whether nothing is missing: no callback or producer failed.
  func collect<Visitor: MetricVisitor & ~Copyable>(for reader: Int, into visitor: inout Visitor) -> Bool {
    turn.withLock { last in
      // Never before the last one, even when the clock was set back (FS-29).
      last = max(last, clock.now)
      let time = CollectionTime(now: last, instant: clock.instant)
      var isComplete = callbacks.run(for: reader)
      let scopes = state.withLock { $0.scopes }
      drain(scopes, time)
      for scope in scopes {
        let streams = scope.streams.filter { $0.readers.contains(reader) }
        if streams.isEmpty { continue }
        visitor.begin(scope: scope.scope)
        for stream in streams { stream.show(to: reader, at: time, &visitor) }
      }
      for producer in readers[reader].producers where !show(producer, &visitor) { isComplete = false }
      return isComplete
    }
  }

  private func drain(_ scopes: [ScopeStreams], _ time: CollectionTime) {
    for scope in scopes {
      for stream in scope.streams { stream.prepare() }
    }
    let (closed, stragglers) = phase.turn()
    for scope in scopes {
      for stream in scope.streams { stream.drain(closed: closed, stragglers: stragglers, at: time) }
    }
  }

  /// A producer that fails costs only its own metrics (M-106).
  private func show<Visitor: MetricVisitor & ~Copyable>(
    _ producer: any MetricProducer,
    _ visitor: inout Visitor
  ) -> Bool {
    do {
      for metric in try producer.produce() { metric.show(to: &visitor) }
      return true
    } catch {
      diagnostics.reportOnce(
        "producer:\(type(of: producer))",
        Diagnostic(.warning, "metric producer \(type(of: producer)): \(error); its metrics are missing")
      )
      return false
    }
  }
}
