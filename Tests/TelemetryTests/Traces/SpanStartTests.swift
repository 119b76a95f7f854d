import Telemetry
import TelemetryTesting
import XCTest

/// What a span is given when it starts.
final class SpanStartTests: XCTestCase {
  private let bench = SpanBench()

  func test_T11_startedSpan_doesNotBecomeTheCurrentOne() {
    let span = bench.tracer.startSpan("work")
    XCTAssertNil(Span.current)
    XCTAssertNil(Context.current.spanContext)
    let other = bench.tracer.startSpan("other")
    XCTAssertNotEqual(other.context.traceID, span.context.traceID)
  }

  func test_T12_T26_allButTheName_mayBeLeftOut() {
    let now = bench.clock.now
    bench.tracer.startSpan("work").end()

    let span = bench.spans[0]
    XCTAssertEqual(span.name, "work")
    XCTAssertEqual(span.kind, .internal)
    XCTAssertEqual(span.attributes, [:])
    XCTAssertEqual(span.links, [])
    XCTAssertEqual(span.start, now)
    XCTAssertFalse(span.parentSpanID.isValid)
    XCTAssertEqual(span.status, .unset)
  }

  func test_T12_whatIsGiven_isKeptInItsOrder() {
    let links = (1...5).map { SpanLink(context: .sample(UInt64($0)), attributes: ["n": .int(Int64($0))]) }
    let start = bench.clock.now.advanced(by: .seconds(-10))
    let parent = Context().setting(spanContext: Parent.localSampled)
    bench.tracer.startSpan(
      "work", kind: .consumer, parent: .span(of: parent), attributes: ["a": 1], links: links, at: start
    ).end()

    let span = bench.spans[0]
    XCTAssertEqual(span.links, links)
    XCTAssertEqual(span.start, start)
    XCTAssertEqual(span.attributes, ["a": 1])
    XCTAssertEqual(span.parentSpanID, Parent.localSampled.spanID)
    XCTAssertEqual(span.context.traceID, Parent.localSampled.traceID)
  }

  func test_T26_kinds_areFive() {
    XCTAssertEqual(SpanKind.allCases, [.internal, .server, .client, .producer, .consumer])
    for kind in SpanKind.allCases { bench.tracer.startSpan("work", kind: kind).end() }
    XCTAssertEqual(bench.spans.map(\.kind), SpanKind.allCases)
  }

  func test_T14_rootAsked_beginsATraceInsideAnother() {
    bench.tracer.withSpan("outer") { outer in
      let root = bench.tracer.startSpan("root", parent: .root)
      XCTAssertNotEqual(root.context.traceID, outer.context.traceID)
      XCTAssertTrue(root.context.traceState.isEmpty)
      let child = bench.tracer.startSpan("child")
      XCTAssertEqual(child.context.traceID, outer.context.traceID)
    }
    let child = bench.tracer.startSpan("child", parent: .context(Parent.remoteSampled))
    XCTAssertEqual(child.context.traceState, Parent.remoteSampled.traceState)
    // A parent without valid ids is none.
    let orphan = SpanContext(traceID: .invalid, spanID: SpanID(1), traceState: ["a": "1"])
    XCTAssertTrue(bench.tracer.startSpan("s", parent: .context(orphan)).context.traceState.isEmpty)
  }

  func test_T51_T55_newTraces_haveRandomIDsAndSaySo() {
    let contexts = (0..<1_000).map { _ in bench.tracer.startSpan("work", parent: .root).context }
    XCTAssertEqual(Set(contexts.map(\.traceID)).count, 1_000)
    XCTAssertEqual(Set(contexts.map(\.spanID)).count, 1_000)
    XCTAssertTrue(contexts.allSatisfy { $0.isValid && $0.flags == [.sampled, .random] })
    // Of 64,000 bits half are ones, give or take five standard deviations.
    let ones = contexts.reduce(0) { $0 + $1.traceID.low.nonzeroBitCount }
    XCTAssertEqual(Double(ones), 32_000, accuracy: 633)
    // A trace that goes on is not called random by whoever passes it on, nor is its `rv` touched.
    let parent = SpanContext(
      traceID: TraceID(high: 1, low: 2), spanID: SpanID(3), flags: .sampled, traceState: ["ot": "rv:1"])
    let child = bench.tracer.startSpan("child", parent: .context(parent)).context
    XCTAssertEqual(child.flags, .sampled)
    XCTAssertEqual(child.traceState, parent.traceState)
  }
}
