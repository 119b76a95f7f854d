import Synchronization
import Telemetry
import TelemetryTesting

/// Ids that are known beforehand.
struct FixedIDs: IDGenerator {
  let traceID: TraceID
  var spanID = SpanID(0x1112_1314_1516_1718)
  var makesRandomTraceIDs = false

  func makeTraceID() -> TraceID { traceID }
  func makeSpanID() -> SpanID { spanID }
}

extension FinishedSpan {
  /// A span as a tracer hands it to its processors, filled by `fill`.
  static func made(
    by scope: ScopeIdentity,
    _ ids: FixedIDs,
    parent: SpanContext? = nil,
    kind: SpanKind = .internal,
    name: String,
    start: UInt64,
    end: UInt64,
    limits: SpanLimits = SpanLimits(),
    _ fill: (Span) -> Void = { _ in }
  ) -> FinishedSpan {
    let keeper = SpanKeeper()
    var options = TracerProvider.Options()
    (options.ids, options.limits, options.sampler) = (ids, limits, AlwaysOnSampler())
    let provider = TracerProvider(
      resource: scope.resource, processors: [keeper], options: options, clock: ManualClock())
    let tracer = provider.tracer(
      named: scope.scope.name,
      version: scope.scope.version,
      schemaURL: scope.scope.schemaURL,
      attributes: scope.scope.attributes
    )
    let span = tracer.startSpan(
      name,
      kind: kind,
      parent: parent.map { .context($0) } ?? .root,
      at: Timestamp(nanosecondsSinceEpoch: start)
    )
    fill(span)
    span.end(at: Timestamp(nanosecondsSinceEpoch: end))
    // Taken from the keeper, which the span leads to: the two would keep each other.
    return keeper.spans.withLock { $0.removeFirst() }
  }
}

private final class SpanKeeper: SpanProcessor {
  let spans = Mutex<[FinishedSpan]>([])

  func onEnd(_ span: FinishedSpan) { spans.withLock { $0.append(span) } }
  func flush(until deadline: Instant) -> Bool { true }
  func shutdown(until deadline: Instant) -> Bool { true }
}
