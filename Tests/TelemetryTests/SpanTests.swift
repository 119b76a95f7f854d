import Synchronization
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// Keeps every finished span.
private final class SpanCollector: SpanProcessor {
  private let ended = Mutex<[SpanData]>([])
  private let startedNames = Mutex<[String]>([])

  var spans: [SpanData] { ended.withLock { $0 } }
  var started: Int { startedNames.withLock { $0.count } }

  func onStart(_ span: Span, in context: Context) {
    startedNames.withLock { $0.append("\(span.context.spanID)") }
  }
  func onEnd(_ span: FinishedSpan) { ended.withLock { $0.append(span.data) } }
  func flush(until deadline: Instant) -> Bool { true }
  func shutdown(until deadline: Instant) -> Bool { true }
}

final class SpanTests: XCTestCase {
  private let clock = ManualClock()
  private let collector = SpanCollector()

  private func makeTracer(_ sampler: any Sampler = AlwaysOnSampler(), limits: SpanLimits = SpanLimits())
    -> Tracer
  {
    var options = TracerProvider.Options()
    options.sampler = sampler
    options.limits = limits
    let provider = TracerProvider(
      resource: Resource(["service.name": "s"]),
      processors: [collector],
      options: options,
      clock: clock
    )
    return provider.tracer(named: "scope", version: "2")
  }

  func test_T14_spanTree_sharesTheTraceAndPointsToParents() {
    let tracer = makeTracer()
    tracer.withSpan("root", kind: .server) { root in
      clock.advance(by: .milliseconds(10))
      tracer.withSpan("child") { child in
        XCTAssertEqual(child.context.traceID, root.context.traceID)
        XCTAssertEqual(Span.current?.context, child.context)
      }
      XCTAssertEqual(Span.current?.context, root.context)
    }

    XCTAssertNil(Span.current)
    let spans = collector.spans
    XCTAssertEqual(spans.map(\.name), ["child", "root"])
    XCTAssertEqual(spans[0].parentSpanID, spans[1].context.spanID)
    XCTAssertFalse(spans[1].parentSpanID.isValid)
    XCTAssertEqual(spans[1].kind, .server)
    XCTAssertEqual(spans[1].end.duration(since: spans[1].start), .milliseconds(10))
    XCTAssertEqual(spans[0].scope, InstrumentationScope(name: "scope", version: "2"))
    XCTAssertEqual(spans[0].context.flags, [.sampled, .random])
  }

  func test_T17_T18_T20_contentsArrive() {
    let span = makeTracer().startSpan("work", attributes: ["a": 1])
    span.setAttribute("a", 2)
    span.setAttributes(["b": "x"])
    clock.advance(by: .seconds(1))
    span.addEvent("happened", ["n": 1])
    let other = SpanContext(traceID: TraceID(high: 1, low: 2), spanID: SpanID(3))
    span.addLink(other, ["why": "because"])
    span.addLink(.invalid)
    span.setStatus(.error("bad"))
    span.setStatus(.unset)
    span.updateName("renamed")
    span.end()

    let data = collector.spans[0]
    XCTAssertEqual(data.name, "renamed")
    XCTAssertEqual(data.attributes, ["a": 2, "b": "x"])
    XCTAssertEqual(data.events.map(\.name), ["happened"])
    XCTAssertEqual(data.events[0].time, clock.now)
    XCTAssertEqual(data.links.map(\.context), [other])
    XCTAssertEqual(data.status, .error("bad"))
  }

  func test_T20_ok_isFinal() {
    let span = makeTracer().startSpan("work")
    span.setStatus(.error("first"))
    span.setStatus(.ok)
    span.setStatus(.error("late"))
    span.end()

    XCTAssertEqual(collector.spans[0].status, .ok)
  }

  func test_T22_afterTheEnd_nothingChangesAnyMore() {
    let span = makeTracer().startSpan("work")
    XCTAssertTrue(span.isRecording)
    span.end()
    span.end()
    span.setAttribute("late", true)

    XCTAssertFalse(span.isRecording)
    XCTAssertEqual(collector.spans.count, 1)
    XCTAssertEqual(collector.spans[0].attributes, [:])
  }

  func test_T23_thrownError_isRecordedAndRethrownTyped() {
    struct Broken: Error, Equatable {}
    let tracer = makeTracer()
    do throws(Broken) {
      try tracer.withSpan("work") { (_: Span) throws(Broken) -> Void in throw Broken() }
      XCTFail("expected an error")
    } catch {
      XCTAssertEqual(error, Broken())
    }

    let data = collector.spans[0]
    XCTAssertEqual(data.status, .error("Broken()"))
    XCTAssertEqual(data.events[0].attributes["exception.type"], "Broken")
  }

  func test_asyncSpan_isCurrentInChildTasks() async throws {
    let tracer = makeTracer()
    await tracer.withSpan("outer") { outer in
      async let inner: Void = tracer.withSpan("inner") { _ in }
      await inner
      XCTAssertEqual(Span.current?.context, outer.context)
    }

    let spans = collector.spans
    XCTAssertEqual(spans.map(\.name), ["inner", "outer"])
    XCTAssertEqual(spans[0].parentSpanID, spans[1].context.spanID)
  }

  func test_T53_limits_discardAndCount() {
    var limits = SpanLimits()
    limits.attributeCount = 1
    limits.eventCount = 1
    limits.linkCount = 0
    limits.attributeCountPerItem = 1
    let span = makeTracer(limits: limits).startSpan("work", attributes: ["a": 1, "b": 2])
    span.setAttribute("a", 3)
    span.addEvent("kept", ["x": 1, "y": 2])
    span.addEvent("lost")
    span.addLink(SpanContext(traceID: TraceID(high: 1, low: 1), spanID: SpanID(1)))
    span.end()

    let data = collector.spans[0]
    XCTAssertEqual(data.attributes, ["a": 3])
    XCTAssertEqual([data.droppedAttributes, data.droppedEvents, data.droppedLinks], [1, 1, 1])
    XCTAssertEqual(data.events[0].droppedAttributes, 1)
  }

  func test_FS29_clockSetBack_doesNotEndASpanBeforeItsStart() {
    let span = makeTracer().startSpan("work")
    clock.advance(by: .seconds(3))
    clock.set(now: Timestamp(secondsSinceEpoch: 1))
    span.end()

    XCTAssertEqual(collector.spans[0].end.duration(since: collector.spans[0].start), .seconds(3))
  }

  func test_spanThatBeganBefore_endsNow() {
    let tracer = makeTracer()
    tracer.startSpan("past", at: clock.now.advanced(by: .seconds(-300))).end()
    tracer.startSpan("future", at: clock.now.advanced(by: .seconds(300))).end()

    let durations = collector.spans.map { $0.end.duration(since: $0.start) }
    XCTAssertEqual(durations, [.seconds(300), .zero])
  }

  func test_P21_onlyRandomTraceIDs_areCalledRandom() {
    struct Counting: IDGenerator {
      func makeTraceID() -> TraceID { TraceID(high: 0, low: 1) }
      func makeSpanID() -> SpanID { SpanID(1) }
    }
    var options = TracerProvider.Options()
    options.ids = Counting()
    let provider = TracerProvider(resource: Resource(), processors: [collector], options: options)

    XCTAssertEqual(provider.tracer(named: "t").startSpan("s").context.flags, .sampled)
  }

  func test_T38_droppedSpan_stillHasAnIdentityOfItsOwn() {
    let span = makeTracer(AlwaysOffSampler()).startSpan("work")
    span.end()

    XCTAssertTrue(span.context.isValid)
    XCTAssertFalse(span.context.isSampled)
    XCTAssertFalse(span.isRecording)
    XCTAssertEqual(collector.started, 0)
  }

  func test_eightThreads_endOneSpanOnce() {
    let span = makeTracer(limits: SpanLimits()).startSpan("shared")
    onThreads(8) { thread in
      for index in 0..<10 { span.addEvent("e\(thread).\(index)") }
    }
    onThreads(8) { _ in span.end() }

    XCTAssertEqual(collector.spans.count, 1)
    XCTAssertEqual(collector.spans[0].events.count, 80)
  }
}
