import Telemetry
import XCTest

/// What a tracer provider says about its spans.
final class SpanMetricsTests: XCTestCase {
  private let reader = ManualReader()

  private func provider(sampler: some Sampler) -> TracerProvider {
    var options = TracerProvider.Options()
    options.sampler = sampler
    options.selfMeter = MeterProvider(resource: Resource(), readers: [reader]).meter(named: "self")
    return TracerProvider(resource: Resource(), processors: [Deaf()], options: options)
  }

  private func values(_ name: String) -> [AttributeSet: NumberValue] {
    var values: [AttributeSet: NumberValue] = [:]
    for metric in reader.collect() where metric.name == name {
      XCTAssertEqual(metric.unit, "{span}")
      guard case .sum(let points, .cumulative, let isMonotonic) = metric.points else { continue }
      XCTAssertEqual(isMonotonic, name == "otel.sdk.span.started")
      for point in points { values[point.attributes] = point.value }
    }
    return values
  }

  func test_O04_everySpanThatStarts_isCounted() {
    let tracer = provider(sampler: ByName()).tracer(named: "t")
    let local = tracer.startSpan("RECORD_AND_SAMPLE", parent: .root)
    let remote = SpanContext(traceID: TraceID(high: 1, low: 2), spanID: SpanID(3), isRemote: true)
    for _ in 0..<3 { _ = tracer.startSpan("DROP", parent: .context(local.context)) }
    _ = tracer.startSpan("RECORD_ONLY", parent: .context(remote))

    XCTAssertEqual(
      values("otel.sdk.span.started"),
      [
        ["otel.span.parent.origin": "none", "otel.span.sampling_result": "RECORD_AND_SAMPLE"]: .int(1),
        ["otel.span.parent.origin": "local", "otel.span.sampling_result": "DROP"]: .int(3),
        ["otel.span.parent.origin": "remote", "otel.span.sampling_result": "RECORD_ONLY"]: .int(1),
      ]
    )
  }

  func test_O05_recordingSpans_liveUntilTheyEnd() {
    let tracer = provider(sampler: ByName()).tracer(named: "t")
    let sampled = (0..<3).map { _ in tracer.startSpan("RECORD_AND_SAMPLE") }
    let recorded = tracer.startSpan("RECORD_ONLY")
    let dropped = tracer.startSpan("DROP")
    let (name, sampling) = ("otel.sdk.span.live", "otel.span.sampling_result")

    XCTAssertEqual(
      values(name), [[sampling: "RECORD_AND_SAMPLE"]: .int(3), [sampling: "RECORD_ONLY"]: .int(1)])
    sampled[0].end()
    sampled[0].end()
    recorded.end()
    dropped.end()
    XCTAssertEqual(
      values(name), [[sampling: "RECORD_AND_SAMPLE"]: .int(2), [sampling: "RECORD_ONLY"]: .int(0)])
  }

  /// Decides as the name of the span says.
  private struct ByName: Sampler {
    let description = "ByName"

    func decide(_ request: borrowing SamplingRequest) -> SamplingResult {
      switch request.name {
      case "DROP": .drop
      case "RECORD_ONLY": .recordOnly
      default: .recordAndSample
      }
    }
  }

  private final class Deaf: SpanProcessor {
    func onEnd(_ span: FinishedSpan) {}
    func flush(until deadline: Instant) -> Bool { true }
    func shutdown(until deadline: Instant) -> Bool { true }
  }
}
