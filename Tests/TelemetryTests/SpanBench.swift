import Synchronization
import Telemetry
import TelemetryTesting

/// A tracer with a clock of its own, and every span that ended.
struct SpanBench {
  let clock = ManualClock()
  let provider: TracerProvider
  let tracer: Tracer
  private let recorder = SpanRecorder()

  init(
    limits: SpanLimits = SpanLimits(), resource: Resource = Resource(), attributes: AttributeSet = [:],
    _ change: (inout TracerProvider.Options) -> Void = { _ in },
    said: @escaping @Sendable (Diagnostic) -> Void = { _ in }
  ) {
    var options = TracerProvider.Options()
    options.limits = limits
    change(&options)
    provider = TracerProvider(
      resource: resource, processors: [recorder], options: options, clock: clock,
      diagnostics: Diagnostics(handler: said))
    tracer = provider.tracer(named: "bench", attributes: attributes)
  }

  var finished: [FinishedSpan] { recorder.finished.withLock { $0 } }
  /// Lets go of the spans, which hold on to their tracer and so to whoever keeps them.
  func forget() { recorder.finished.withLock { $0 = [] } }
  var spans: [SpanData] { finished.map(\.data) }

  /// The attributes of a span that is given `value` once at its start and once later.
  static func attributes(of value: AttributeValue, limits: SpanLimits) -> AttributeSet {
    let bench = SpanBench(limits: limits)
    let span = bench.tracer.startSpan("work", attributes: ["start": value])
    span.setAttribute("later", value)
    span.end()
    return bench.spans.first?.attributes ?? [:]
  }
}

private final class SpanRecorder: SpanProcessor {
  let finished = Mutex<[FinishedSpan]>([])

  func onEnd(_ span: FinishedSpan) { finished.withLock { $0.append(span) } }
  func flush(until deadline: Instant) -> Bool { true }
  func shutdown(until deadline: Instant) -> Bool { true }
}
