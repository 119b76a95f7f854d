import Telemetry
import XCTest

final class B3PropagatorTests: XCTestCase {
  private let single = B3Propagator()
  private let multi = B3Propagator(.multi)
  private let trace = "12345678901234567890123456789012"
  private let span = "1234567890123456"

  func test_P41_theSingleField_goesBeforeTheOthers() {
    let other = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    for propagator in [single, multi] {
      XCTAssertEqual(propagator.extract(("b3", "\(trace)-\(span)-1")).spanContext, Example.span)
      XCTAssertEqual(
        propagator.extract(("X-B3-TraceId", trace), ("X-B3-SpanId", span), ("X-B3-Sampled", "1")).spanContext,
        Example.span)
      XCTAssertEqual(
        propagator.extract(
          ("x-b3-traceid", other), ("x-b3-spanid", span), ("b3", "\(trace)-\(span)-1")
        ).spanContext, Example.span)
      XCTAssertEqual(
        propagator.extract(
          ("b3", "0"), ("x-b3-traceid", trace), ("x-b3-spanid", span), ("x-b3-sampled", "true")
        ).spanContext, Example.span)
    }
  }

  func test_P41_traceIDsOf16Digits_areTheLowHalf() {
    for context in [
      single.extract(("b3", "\(span)-\(span)-1")),
      single.extract(("X-B3-TraceId", span), ("X-B3-SpanId", span), ("X-B3-Sampled", "1")),
    ] {
      XCTAssertEqual(context.spanContext?.traceID, TraceID(high: 0, low: 0x1234_5678_9012_3456))
      XCTAssertEqual(single.fields(of: context), ["b3": "0000000000000000\(span)-\(span)-1"])
    }
  }

  func test_P41_sampling_isReadInEveryForm() {
    let forms: [(field: String, isSampled: Bool)] = [
      ("\(trace)-\(span)", false), ("\(trace)-\(span)-0", false), ("\(trace)-\(span)-1", true),
      ("\(trace)-\(span)-d", true), ("\(trace)-\(span)-1-\(span)", true),
      ("\(trace)-\(span)-0-\(span)", false),
    ]
    for (field, isSampled) in forms {
      XCTAssertEqual(single.extract(("b3", field)).spanContext?.isSampled, isSampled, field)
    }
    let words: [(word: String, isSampled: Bool)] = [
      ("1", true), ("0", false), ("true", true), ("false", false), ("x", false), ("", false),
    ]
    for (word, isSampled) in words {
      let context = multi.extract(("X-B3-TraceId", trace), ("X-B3-SpanId", span), ("X-B3-Sampled", word))
      XCTAssertEqual(context.spanContext?.isSampled, isSampled, word)
    }
  }

  func test_P02_whatIsMalformed_changesNothing() {
    let own = Context.with(Example.span)
    let zeros = String(repeating: "0", count: 32)
    let fields = [
      "", "0", "1", "d", "-", trace, "\(trace)-\(span)-2", "\(trace)-\(span)-", "\(trace)-\(span)-1-",
      "\(trace)-\(span)-1-\(span)-1",
      "\(trace)-\(span)-1-zzzzzzzzzzzzzzzz", "\(trace)1-\(span)-1", "\(trace.dropLast())-\(span)-1",
      "\(trace)-\(span)1-1", "\(zeros)-\(span)-1", "\(trace)-\(zeros.prefix(16))-1",
      "\(trace.dropLast())G-\(span)-1", "\(trace.dropLast())A-\(span)-1",
    ]
    for field in fields {
      XCTAssertNil(single.extract(("b3", field)).spanContext, field)
      XCTAssertEqual(single.extract(("b3", field), into: own).spanContext, Example.span, field)
    }
    XCTAssertNil(multi.extract(("X-B3-TraceId", trace)).spanContext)
    XCTAssertNil(multi.extract(("X-B3-SpanId", span)).spanContext)
    XCTAssertNil(multi.extract(("X-B3-TraceId", "x"), ("X-B3-SpanId", span)).spanContext)
  }

  func test_P42_debugging_isRememberedAndPassedOnAndImpliesSampling() {
    for context in [
      single.extract(("b3", "\(trace)-\(span)-d")),
      single.extract(("X-B3-TraceId", trace), ("X-B3-SpanId", span), ("X-B3-Flags", "1")),
      single.extract(
        ("X-B3-TraceId", trace), ("X-B3-SpanId", span), ("X-B3-Flags", "1"), ("X-B3-Sampled", "0")),
    ] {
      XCTAssertEqual(context.spanContext?.isSampled, true)
      XCTAssertEqual(single.fields(of: context), ["b3": "\(trace)-\(span)-d"])
      XCTAssertEqual(
        multi.fields(of: context), ["X-B3-TraceId": trace, "X-B3-SpanId": span, "X-B3-Flags": "1"])
      // Through a span of our own as well.
      let tracer = TracerProvider(resource: Resource(), processors: []).tracer(named: "t")
      context.run {
        tracer.withSpan("work") { _ in
          XCTAssertEqual(single.fields(of: .current)["b3"]?.hasSuffix("-d"), true)
        }
      }
      let next = single.extract(("b3", "\(trace)-\(span)-1"), into: context)
      XCTAssertEqual(single.fields(of: next), ["b3": "\(trace)-\(span)-1"])
    }
  }

  func test_P43_aSpanOfOurOwn_hasAnIDOfItsOwnAndTellsNoParent() throws {
    let tracer = TracerProvider(resource: Resource(), processors: [DroppingProcessor()]).tracer(named: "t")
    let caller = multi.extract(
      ("X-B3-TraceId", trace), ("X-B3-SpanId", span), ("X-B3-ParentSpanId", "aaaaaaaaaaaaaaaa"),
      ("X-B3-Sampled", "1"))
    let server = tracer.startSpan("serve", kind: .server, parent: .span(of: caller))

    XCTAssertEqual(server.context.traceID, Example.span.traceID)
    XCTAssertNotEqual(server.context.spanID, Example.span.spanID)
    let headers = multi.fields(of: Context().setting(span: server))
    XCTAssertEqual(
      headers, ["X-B3-TraceId": trace, "X-B3-SpanId": "\(server.context.spanID)", "X-B3-Sampled": "1"])
    XCTAssertEqual(
      single.fields(of: Context().setting(span: server)), ["b3": "\(trace)-\(server.context.spanID)-1"])
  }

  func test_P44_P05_writing_isInOneFieldUnlessToldOtherwise() {
    let unsampled = SpanContext(traceID: Example.span.traceID, spanID: Example.span.spanID)
    XCTAssertEqual(single.fields, ["b3"])
    XCTAssertEqual(single.fields(of: .with(Example.span)), ["b3": "\(trace)-\(span)-1"])
    XCTAssertEqual(single.fields(of: .with(unsampled)), ["b3": "\(trace)-\(span)-0"])
    XCTAssertEqual(multi.fields, ["X-B3-TraceId", "X-B3-SpanId", "X-B3-Sampled", "X-B3-Flags"])
    XCTAssertEqual(
      multi.fields(of: .with(unsampled)), ["X-B3-TraceId": trace, "X-B3-SpanId": span, "X-B3-Sampled": "0"])
    XCTAssertEqual(single.fields(of: .with(.invalid)), [:])
    XCTAssertEqual(multi.fields(of: Context()), [:])
  }
}

private final class DroppingProcessor: SpanProcessor {
  func onEnd(_ span: FinishedSpan) {}
  func flush(until deadline: Instant) -> Bool { true }
  func shutdown(until deadline: Instant) -> Bool { true }
}
