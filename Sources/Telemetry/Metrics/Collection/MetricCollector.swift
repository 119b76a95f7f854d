import Synchronization

/// Every stream of a provider, grouped by scope, and the way to collect them.
///
/// One collection at a time: all streams turn the page together, what is on the closed one goes to what each reader is
/// owed, and the reader that collects is shown its part. Recorders never wait for any of it.
package final class MetricCollector: Sendable {
  private struct ScopeStreams {
    let scope: InstrumentationScope
    let meter: MeterSwitch
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
  /// Readers that turned out to belong to another provider: nothing is kept for them.
  private let absent = Mutex<Set<Int>>([])
  /// What one collection leaves to the next.
  private struct Turn {
    var times = CollectionTimes()
    var stragglers = GracePeriod.Stragglers()
  }

  /// Held while one reader collects.
  private let turn = Mutex(Turn())
  /// The thread that collects just now; 0 for none.
  private let collectingThread = Atomic<UInt>(0)

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

  /// The numbers of the readers that streams are for.
  var audience: [Int] {
    absent.withLock { absent in readers.indices.filter { !absent.contains($0) } }
  }

  func leaveOut(_ reader: Int) {
    absent.withLock { _ = $0.insert(reader) }
  }

  func add(_ streams: [any MetricStream], of scope: InstrumentationScope, _ meter: MeterSwitch) {
    state.withLock { state in
      let place = state.places[scope] ?? state.scopes.count
      if place == state.scopes.count {
        state.places[scope] = place
        state.scopes.append(ScopeStreams(scope: scope, meter: meter, streams: []))
      }
      state.scopes[place].streams.append(contentsOf: streams)
    }
  }

  /// Shows `visitor` every stream that `reader` sees; all points carry the time of this call (M-83).
  ///
  /// Callbacks are not waited for beyond `end`.
  ///
  /// - Returns: Whether nothing is missing: no callback or producer failed.
  func collect<Visitor: MetricVisitor & ~Copyable>(
    for reader: Int,
    until end: Instant,
    into visitor: inout Visitor
  ) -> Bool {
    if isAskedFromWithin() { return false }
    var jump: Duration?
    defer { if let jump { diagnostics.report(CollectionTimes.diagnostic(of: jump)) } }
    return turn.withLock { last in
      collectingThread.store(WorkerThread.currentID, ordering: .relaxed)
      defer { collectingThread.store(0, ordering: .relaxed) }
      let reading = CollectionTimes.reading(of: clock)
      jump = last.times.advance(to: reading)
      let time = CollectionTime(now: last.times.latest, instant: reading.instant)
      SampledSpans.review()
      var isComplete = callbacks.run(for: reader, until: end)
      let scopes = drain(&last.stragglers, time)
      for scope in scopes {
        // What a meter that is off has recorded before is shown when it is on again.
        let streams = scope.meter.isShown ? scope.streams.filter { $0.readers.contains(reader) } : []
        if streams.isEmpty { continue }
        visitor.begin(scope: scope.scope)
        for stream in streams { stream.show(to: reader, at: time, &visitor) }
      }
      for producer in readers[reader].producers where !show(producer, &visitor) { isComplete = false }
      return isComplete
    }
  }

  /// Whether the calling thread is one that a collection under way waits for, which is told.
  func isAskedFromWithin() -> Bool {
    guard collectingThread.load(ordering: .relaxed) == WorkerThread.currentID || callbacks.runOnThisThread
    else { return false }
    let text = "a callback or a producer asked for a collection, which would wait for itself; it got nothing"
    diagnostics.reportOnce("reentrant", Diagnostic(.error, text))
    return true
  }

  /// Takes what was recorded to what all readers are owed; returns the streams there are.
  private func drain(_ stragglers: inout GracePeriod.Stragglers, _ time: CollectionTime) -> [ScopeStreams] {
    let late = LateThreads(slots: stragglers.thatLeft(), page: 1 - phase.current)
    for scope in state.withLock({ $0.scopes }) {
      for stream in scope.streams { stream.prepare(late, at: time) }
    }
    let closed: Int
    (closed, stragglers) = phase.turn()
    // Asked for again: an instrument made meanwhile may have been recorded before the page was turned, and what is on
    // it would else be taken two collections later. There is nothing on it that had to be prepared.
    let scopes = state.withLock { $0.scopes }
    for scope in scopes {
      for stream in scope.streams { stream.drain(closed: closed, stragglers: stragglers, at: time) }
    }
    return scopes
  }

  /// A producer that fails costs only its own metrics (M-106).
  private func show<Visitor: MetricVisitor & ~Copyable>(
    _ producer: any MetricProducer,
    _ visitor: inout Visitor
  ) -> Bool {
    let name = "\(type(of: producer))"
    do {
      var omitted = 0
      for metric in try producer.produce() { omitted += metric.show(to: &visitor) }
      guard omitted > 0 else { return true }
      diagnostics.reportOnce(
        "producer points:\(name)",
        Diagnostic(
          .warning,
          "metric producer \(name): \(omitted) points are missing; summaries, and distributions whose buckets"
            + " contradict each other, are not exported"
        )
      )
    } catch {
      diagnostics.reportOnce(
        "producer:\(name)",
        Diagnostic(.warning, "metric producer \(name): \(error); its metrics are missing")
      )
    }
    return false
  }
}
