import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// How the context of a program gets to others, as its settings say.
final class PropagatorTests: XCTestCase {
  private let span = SpanContext(
    traceID: TraceID(high: 1, low: 2), spanID: SpanID(3), flags: .sampled, isRemote: true)

  private func fields(_ change: (inout TelemetrySettings) -> Void = { _ in }) throws -> Set<String> {
    var settings = TelemetrySettings()
    settings.isEnabled = false
    change(&settings)
    let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
    defer { telemetry.shutdown(within: .zero) }
    var headers: [String: String] = [:]
    let baggage = Baggage().setting("a", to: "1")
    telemetry.propagator.inject(
      Context().setting(spanContext: span).setting(baggage: baggage), into: &headers)
    return Set(headers.keys)
  }

  func test_P10_propagator_isThatOfTheSettings() throws {
    XCTAssertEqual(try fields(), ["traceparent", "baggage"])
    XCTAssertEqual(try fields { $0.propagators = [.b3] }, ["b3"])
    XCTAssertEqual(
      try fields { $0.propagators = [.b3multi, .baggage] },
      ["X-B3-TraceId", "X-B3-SpanId", "X-B3-Sampled", "baggage"])
    XCTAssertEqual(try fields { $0.propagators = [] }, [])
  }

  /// A program whose telemetry is off still hands on the trace it is a part of.
  func test_E07_aDisabledProgram_stillPropagates() throws {
    var settings = TelemetrySettings()
    settings.isEnabled = false
    let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
    let arrives = [
      "traceparent": "00-12345678901234567890123456789012-1234567890123456-03", "baggage": "a=1",
    ]
    var leaves: [String: String] = [:]
    telemetry.propagator.extract(from: arrives).run {
      telemetry.tracer.withSpan("handle", kind: .server) { _ in telemetry.propagator.inject(into: &leaves) }
    }
    XCTAssertEqual(leaves, arrives)
  }

  func test_P13_T14_aTrace_goesOnInAnotherProcess() throws {
    try withTelemetry { telemetry, collector in
      var meta: [String: AttributeValue] = [:]
      telemetry.tracer.withSpan("call", kind: .client) { _ in
        Baggage().setting("tenant", to: "acme").run {
          telemetry.propagator.inject(.current, into: &meta, using: .mcpMeta)
        }
      }
      let context = telemetry.propagator.extract(from: meta, using: .mcpMeta, into: Context())
      XCTAssertEqual(context.baggage["tenant"], "acme")
      context.run { telemetry.tracer.withSpan("serve", kind: .server) { _ in } }
      XCTAssertTrue(telemetry.flush())

      let spans = collector.spans
      XCTAssertEqual(spans.map(\.name), ["call", "serve"])
      XCTAssertEqual(spans[1].context.traceID, spans[0].context.traceID)
      XCTAssertEqual(spans[1].parentSpanID, spans[0].context.spanID)
    }
  }
}
