import Synchronization
import Telemetry
import TestSupport
import XCTest

/// What samplers are told of a span, and what becomes of what they say.
final class SamplingTests: XCTestCase {
  /// Notes what it is asked, and says what a test wants.
  private final class Oracle: Sampler {
    let description = "Oracle"
    private let asked = Mutex<[SamplingRequest]>([])
    private let result: SamplingResult

    init(_ result: SamplingResult = .recordAndSample) { self.result = result }

    var requests: [SamplingRequest] { asked.withLock { $0 } }

    func decide(_ request: borrowing SamplingRequest) -> SamplingResult {
      let copy = copy request
      asked.withLock { $0.append(copy) }
      return result
    }
  }

  private let other = SpanContext(traceID: TraceID(high: 7, low: 8), spanID: SpanID(9))

  func test_T39_sampler_isToldEverythingThatIsKnown() throws {
    let oracle = Oracle()
    let bench = SpanBench { $0.sampler = oracle }
    let context = Context().setting(spanContext: Parent.remoteSampled)
      .setting(baggage: Baggage().setting("tenant", to: "acme"))
    let span = bench.tracer.startSpan(
      "search", kind: .server, parent: .span(of: context), attributes: ["a": 1],
      links: [SpanLink(context: other, attributes: ["l": 1])])

    let request = try XCTUnwrap(oracle.requests.first)
    XCTAssertEqual(request.parent, Parent.remoteSampled)
    XCTAssertEqual(request.context.baggage["tenant"], "acme")
    XCTAssertEqual(request.traceID, span.context.traceID)
    XCTAssertEqual(request.name, "search")
    XCTAssertEqual(request.kind, .server)
    XCTAssertEqual(request.attributes, ["a": 1])
    XCTAssertEqual(request.links, [SpanLink(context: other, attributes: ["l": 1])])
  }

  func test_T38_T39_traceIDOfARootSpan_isKnownToTheSampler() throws {
    let oracle = Oracle()
    let bench = SpanBench { $0.sampler = oracle }
    let baggage = Baggage().setting("tenant", to: "acme")
    let span = baggage.run { bench.tracer.startSpan("work", parent: .root) }

    let request = try XCTUnwrap(oracle.requests.first)
    XCTAssertTrue(request.traceID.isValid)
    XCTAssertEqual(request.traceID, span.context.traceID)
    XCTAssertNil(request.parent)
    XCTAssertEqual(request.context.baggage, baggage)
  }

  func test_T39_currentContext_isToldWithTheParentThatIsMeant() {
    let oracle = Oracle()
    let bench = SpanBench { $0.sampler = oracle }
    let outer = bench.tracer.startSpan("outer", parent: .context(Parent.remoteSampled))
    Baggage().setting("tenant", to: "acme").run {
      Context.current.setting(span: outer).run {
        _ = bench.tracer.startSpan("current")
        _ = bench.tracer.startSpan("root", parent: .root)
        _ = bench.tracer.startSpan("named", parent: .context(other))
      }
    }

    XCTAssertEqual(
      oracle.requests.map(\.parent), [Parent.remoteSampled, outer.context, nil, other])
    XCTAssertEqual(oracle.requests.map { $0.context.baggage["tenant"] }, [nil, "acme", "acme", "acme"])
  }

  func test_T39_attributesOfTheSampler_joinThoseOfTheSpanWithinItsLimits() {
    let bench = SpanBench {
      $0.sampler = Oracle(SamplingResult(.recordAndSample, attributes: ["a": "sampler", "s": 1, "t": 2]))
      $0.limits.attributeCount = 3
    }
    bench.tracer.startSpan("work", attributes: ["a": "caller", "b": 1]).end()

    XCTAssertEqual(bench.spans.map(\.attributes), [["a": "sampler", "b": 1, "s": 1]])
    XCTAssertEqual(bench.spans.map(\.droppedAttributes), [1])
  }

  func test_T39_T14_traceStateOfTheSampler_replacesTheParents() {
    for (said, expected) in [
      (nil, "p=1"), (TraceState(), ""), (["ot": "x"], "ot=x"),
    ] as [(TraceState?, String)] {
      for decision in [SamplingDecision.drop, .recordOnly, .recordAndSample] {
        let bench = SpanBench { $0.sampler = Oracle(SamplingResult(decision, traceState: said)) }
        let span = bench.tracer.startSpan("work", parent: .context(Parent.remoteSampled))
        XCTAssertEqual(span.context.traceState.header, expected)
      }
    }
  }

  /// Sampled without being recorded is not among the decisions.
  func test_T37_decision_saysWhoSeesASpan() {
    for (decision, isRecorded, isSampled) in [
      (SamplingDecision.drop, false, false), (.recordOnly, true, false), (.recordAndSample, true, true),
    ] {
      let bench = SpanBench { $0.sampler = Oracle(SamplingResult(decision)) }
      // The parent was sampled, which the flag of the child must not repeat by itself.
      let span = bench.tracer.startSpan("work", parent: .context(Parent.localSampled))
      XCTAssertEqual(span.isRecording, isRecorded)
      XCTAssertEqual(span.context.isSampled, isSampled)
      span.end()
      XCTAssertEqual(bench.spans.count, isRecorded ? 1 : 0)
    }
  }

  func test_T41_byDefault_theParentDecidesAndEveryNewTraceIsSampled() {
    XCTAssertEqual(
      TracerProvider.Options().sampler.description,
      ParentBasedSampler(root: AlwaysOnSampler()).description)
    let bench = SpanBench()
    XCTAssertTrue(bench.tracer.startSpan("root").isRecording)
    for parent in Parent.all {
      XCTAssertEqual(
        bench.tracer.startSpan("child", parent: .context(parent)).context.isSampled, parent.isSampled)
    }
  }

  func test_T40_samplers_areAskedByManyThreadsAtOnce() {
    let oracle = Oracle()
    let bench = SpanBench { $0.sampler = ParentBasedSampler(root: AlwaysRecordSampler(root: oracle)) }
    onThreads(8) { _ in
      for _ in 0..<100 { bench.tracer.startSpan("work").end() }
    }

    XCTAssertEqual(oracle.requests.count, 800)
    XCTAssertEqual(Set(oracle.requests.map(\.traceID)), Set(bench.spans.map(\.context.traceID)))
  }
}
