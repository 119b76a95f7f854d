import Synchronization
import Telemetry
import TelemetryTesting
import Tracing
import TracingAdapter

/// A tracer for swift-distributed-tracing and one of the SDK, of one provider, and every span that ended.
struct TracingBench {
  let clock: any TelemetryClock
  let tracer: TelemetryTracer
  /// The SDK's own.
  let own: Telemetry.Tracer
  private let recorder = SpanRecorder()

  init(
    clock: any TelemetryClock = SystemClock(),
    sampler: any Sampler = ParentBasedSampler(root: AlwaysOnSampler()),
    limits: SpanLimits = SpanLimits(),
    propagator: any TextMapPropagator = Propagators.standard
  ) {
    self.clock = clock
    var options = TracerProvider.Options()
    options.sampler = sampler
    options.limits = limits
    let provider = TracerProvider(
      resource: Resource(), processors: [recorder], options: options, clock: clock)
    tracer = TelemetryTracer(provider, propagator: propagator)
    own = provider.tracer(named: "own")
  }

  /// The spans in the order of their ends.
  var spans: [SpanData] { recorder.finished.withLock { $0 } }
  var flushes: [Instant] { recorder.flushes.withLock { $0 } }

  /// The span of that name.
  func span(_ name: String) -> SpanData? { spans.first { $0.name == name } }

  /// The name of the parent of each span, by name.
  var parents: [String: String] {
    let names = Dictionary(spans.map { ($0.context.spanID, $0.name) }) { first, _ in first }
    return Dictionary(spans.map { ($0.name, names[$0.parentSpanID] ?? "none") }) { first, _ in first }
  }
}

private final class SpanRecorder: SpanProcessor {
  let finished = Mutex<[SpanData]>([])
  let flushes = Mutex<[Instant]>([])

  func onStart(_ span: Telemetry.Span) {}
  func onEnd(_ span: FinishedSpan) { finished.withLock { $0.append(span.data) } }

  func flush(until deadline: Instant) -> Bool {
    flushes.withLock { $0.append(deadline) }
    return true
  }

  func shutdown(until deadline: Instant) -> Bool { true }
}

/// An instant of one's own.
struct Moment: TracerInstant {
  let nanosecondsSinceEpoch: UInt64

  init(_ seconds: UInt64) {
    nanosecondsSinceEpoch = seconds * 1_000_000_000
  }

  static func < (left: Moment, right: Moment) -> Bool {
    left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
  }

  var timestamp: Timestamp { Timestamp(nanosecondsSinceEpoch: nanosecondsSinceEpoch) }
}

/// Fields by name.
struct Fields: Extractor, Injector {
  func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }

  func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
    carrier[key] = value
  }
}
