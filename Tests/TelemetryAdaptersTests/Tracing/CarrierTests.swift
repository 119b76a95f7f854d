import Telemetry
import Tracing
import TracingAdapter
import XCTest

/// What swift-distributed-tracing carries from process to process.
final class CarrierTests: XCTestCase {
  private let parent = "00-12345678901234567890123456789012-1234567890123456-01"

  func test_B10_P01_injected_isReadByTheNextProcess() throws {
    let bench = TracingBench()
    var carrier: [String: String] = [:]
    Baggage().setting("tenant", to: "acme").run {
      bench.tracer.withSpan("call", ofKind: .client) { span in
        bench.tracer.inject(span.context, into: &carrier, using: Fields())
      }
    }
    XCTAssertEqual(Set(carrier.keys), ["traceparent", "baggage"])

    var context = ServiceContext.topLevel
    bench.tracer.extract(carrier, into: &context, using: Fields())
    XCTAssertEqual(context.telemetry.spanContext?.isRemote, true)
    XCTAssertEqual(context.telemetry.baggage["tenant"], "acme")
    ServiceContext.withValue(context) {
      bench.tracer.withSpan("answer", ofKind: .server) { span in
        XCTAssertEqual(Baggage.current["tenant"], "acme")
        XCTAssertEqual(span.context.telemetry.baggage["tenant"], "acme")
      }
      bench.own.withSpan("own") { _ in XCTAssertEqual(Baggage.current["tenant"], "acme") }
    }

    let call = try XCTUnwrap(bench.span("call"))
    for name in ["answer", "own"] {
      let answer = try XCTUnwrap(bench.span(name))
      XCTAssertEqual(answer.context.traceID, call.context.traceID)
      XCTAssertEqual(answer.parentSpanID, call.context.spanID)
      XCTAssertEqual(answer.isParentRemote, true)
    }
  }

  func test_B10_P02_whatCannotBeRead_changesNothing() {
    struct Key: InstrumentationContextKey { typealias Value = String }
    let bench = TracingBench()
    let span = bench.tracer.startSpan("known")
    for carrier in [[:], ["traceparent": "nonsense"], ["traceparent": parent + "!"]] {
      var context = span.context
      context[Key.self] = "kept"
      bench.tracer.extract(carrier, into: &context, using: Fields())
      XCTAssertEqual(context.telemetry.spanContext, span.context.telemetry.spanContext)
      XCTAssertEqual(context[Key.self], "kept")
      XCTAssertEqual(bench.tracer.activeSpan(identifiedBy: context)?.operationName, "known")
    }
    var carrier: [String: String] = [:]
    bench.tracer.inject(.topLevel, into: &carrier, using: Fields())
    XCTAssertEqual(carrier, [:])
  }

  func test_B10_P02_messageThatSaysNothing_leavesTheSpanOfTheSDKCurrent() {
    let bench = TracingBench()
    bench.own.withSpan("own") { _ in
      var context = ServiceContext.current ?? .topLevel
      bench.tracer.extract([:], into: &context, using: Fields())
      ServiceContext.withValue(context) { bench.tracer.withSpan("answer") { _ in } }
      bench.tracer.extract(["traceparent": parent], into: &context, using: Fields())
      ServiceContext.withValue(context) { bench.tracer.withSpan("answer to a caller") { _ in } }
    }

    XCTAssertEqual(bench.parents["answer"], "own")
    XCTAssertEqual(bench.span("answer to a caller")?.parentSpanID, SpanID(0x1234_5678_9012_3456))
  }

  func test_B10_arrivedContext_isNoActiveSpan_butIsCurrent() {
    let bench = TracingBench()
    var context = bench.tracer.startSpan("outer").context
    bench.tracer.extract(["traceparent": parent], into: &context, using: Fields())

    XCTAssertNil(bench.tracer.activeSpan(identifiedBy: context))
    ServiceContext.withValue(context) {
      XCTAssertEqual(Telemetry.Span.current?.context.spanID, SpanID(0x1234_5678_9012_3456))
      XCTAssertEqual(Telemetry.Span.current?.isRecording, false)
    }
  }

  func test_B10_propagators_areThoseOfTheSDK_andInjectTheInnerSpan() throws {
    let bench = TracingBench(propagator: B3Propagator())
    var carrier: [String: String] = [:]
    var headers: [String: String] = [:]
    bench.tracer.withSpan("outer") { span in
      bench.own.withSpan("own") { _ in
        bench.tracer.inject(ServiceContext.current ?? .topLevel, into: &carrier, using: Fields())
        B3Propagator().inject(into: &headers)
      }
    }

    let own = try XCTUnwrap(bench.span("own"))
    XCTAssertEqual(carrier, headers)
    XCTAssertEqual(carrier.values.contains { $0.contains(own.context.spanID.description) }, true)
  }

  func test_B10_noOpPropagator_carriesNothing() {
    let bench = TracingBench(propagator: NoOpPropagator())
    var carrier: [String: String] = [:]
    let span = bench.tracer.startSpan("s")
    bench.tracer.inject(span.context, into: &carrier, using: Fields())
    var context = ServiceContext.topLevel
    bench.tracer.extract(["traceparent": parent], into: &context, using: Fields())

    XCTAssertEqual(carrier, [:])
    XCTAssertNil(context.telemetry.spanContext)
  }

  func test_B10_baggageOfAContext_canBeSet_andTheSpanStays() {
    let bench = TracingBench()
    let span = bench.tracer.startSpan("work")
    var context = span.context
    context.telemetry = context.telemetry.setting(baggage: Baggage().setting("a", to: "1"))

    XCTAssertEqual(bench.tracer.activeSpan(identifiedBy: context)?.operationName, "work")
    ServiceContext.withValue(context) { XCTAssertEqual(Baggage.current["a"], "1") }
    context.telemetry = context.telemetry.setting(span: nil)
    XCTAssertNil(bench.tracer.activeSpan(identifiedBy: context))
  }
}
