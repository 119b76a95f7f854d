import InMemoryTracing
import Telemetry
import TelemetryTesting
import Tracing
import TracingAdapter
import XCTest

/// What a span of swift-distributed-tracing is to OpenTelemetry.
final class SpanMappingTests: XCTestCase {
  private struct Mistake: Error {}

  func test_B08_T26_kinds_areTheSame() {
    let bench = TracingBench()
    for kind: Tracing.SpanKind in [.internal, .server, .client, .producer, .consumer] {
      bench.tracer.startSpan("\(kind)", ofKind: kind).end()
    }

    XCTAssertEqual(bench.spans.map(\.kind), [.internal, .server, .client, .producer, .consumer])
    XCTAssertEqual(Set(bench.spans.map(\.scope.name)), ["swift-distributed-tracing"])
  }

  func test_B08_attributes_keepTheirKinds() throws {
    let bench = TracingBench()
    let span = bench.tracer.startSpan("work")
    span.attributes["int"] = 1
    span.attributes["int32"] = Int32(2)
    span.attributes["int64"] = Int64.min
    span.attributes["double"] = 0.5
    span.attributes["float"] = Float(0.25)
    span.attributes["bool"] = true
    span.attributes["text"] = "größe"
    span.attributes["words"] = SpanAttribute.stringConvertible(Substring("w"))
    span.attributes["ints"] = [1, 2]
    span.attributes["int32s"] = [Int32(1)]
    span.attributes["int64s"] = [Int64.max]
    span.attributes["doubles"] = [0.5]
    span.attributes["bools"] = [true, false]
    span.attributes["texts"] = ["a", "b"]
    span.attributes["convertibles"] = SpanAttribute.stringConvertibleArray([1, "a"])
    span.attributes["none"] = [String]()
    span.end()

    XCTAssertEqual(
      bench.spans.first?.attributes,
      [
        "int": 1, "int32": 2, "int64": .int(.min), "double": 0.5, "float": 0.25, "bool": true,
        "text": "größe",
        "words": "w", "ints": [1, 2], "int32s": [1], "int64s": [.int(.max)], "doubles": [0.5],
        "bools": [true, false], "texts": ["a", "b"], "convertibles": [1, "a"], "none": [],
      ])
  }

  func test_B08_T17_attributes_areReadBack_replacedAndKept() throws {
    let bench = TracingBench(limits: SpanLimits(AttributeLimits()))
    let span = bench.tracer.startSpan("work")
    span.attributes["a"] = 1
    span.attributes = ["a": 2, "b": 3]
    span.updateAttributes { $0["c"] = 4 }
    span.attributes = ["d": 5]

    XCTAssertEqual(span.attributes, ["a": 2, "b": 3, "c": 4, "d": 5])
    span.end()
    span.attributes["late"] = 1
    XCTAssertEqual(bench.spans.first?.attributes, ["a": 2, "b": 3, "c": 4, "d": 5])
    XCTAssertNil(span.attributes.get("late"))
  }

  func test_B08_T18_T19_T20_T21_eventsLinksStatusAndName_arrive() throws {
    let bench = TracingBench()
    let other = bench.tracer.startSpan("other")
    let span = bench.tracer.startSpan("first", context: .topLevel)
    span.addEvent(Tracing.SpanEvent(name: "hit", at: Moment(5), attributes: ["n": 1]))
    span.addEvent("miss")
    span.addLink(other, attributes: ["why": "retry"])
    span.addLink(Tracing.SpanLink(context: .topLevel, attributes: [:]))
    span.setStatus(.init(code: .error, message: "no index"))
    XCTAssertEqual(span.operationName, "first")
    span.operationName = "second"
    XCTAssertEqual(span.operationName, "second")
    XCTAssertTrue(span.isRecording)
    span.end()
    XCTAssertFalse(span.isRecording)
    other.setStatus(.init(code: .ok))
    other.setStatus(.init(code: .error))
    other.end()

    let data = try XCTUnwrap(bench.spans.first)
    XCTAssertEqual(data.name, "second")
    XCTAssertEqual(data.events.map(\.name), ["hit", "miss"])
    XCTAssertEqual(data.events.first?.time, Moment(5).timestamp)
    XCTAssertEqual(data.events.first?.attributes, ["n": 1])
    XCTAssertEqual(data.status, .error("no index"))
    XCTAssertEqual(bench.span("other")?.status, .ok)
    let link = try XCTUnwrap(data.links.first)
    XCTAssertEqual(data.links.count, 1)
    XCTAssertEqual(link.context, bench.span("other")?.context)
    XCTAssertEqual(link.attributes, ["why": "retry"])
  }

  func test_B08_T23_errors_areExceptionEvents() throws {
    let bench = TracingBench()
    let span = bench.tracer.startSpan("work")
    span.recordError(Mistake())
    span.recordError(Mistake(), attributes: ["exception.message": "told", "n": 1], at: Moment(7))
    span.end()
    XCTAssertThrowsError(try bench.tracer.withSpan("failing") { _ in throw Mistake() })

    let events = try XCTUnwrap(bench.spans.first?.events)
    XCTAssertEqual(events.map(\.name), ["exception", "exception"])
    XCTAssertEqual(
      events.map(\.attributes),
      [
        ["exception.type": "Mistake", "exception.message": "Mistake()"],
        ["exception.type": "Mistake", "exception.message": "told", "n": 1],
      ])
    XCTAssertEqual(events.last?.time, Moment(7).timestamp)
    XCTAssertEqual(bench.spans.first?.status, .unset)
    XCTAssertEqual(bench.span("failing")?.status, .error(""))
    XCTAssertEqual(bench.span("failing")?.events.map(\.name), ["exception"])
  }

  func test_B08_T22_instants_areKept_andTheFirstEndCounts() throws {
    let bench = TracingBench()
    let span = bench.tracer.startSpan("work", at: Moment(100))
    span.end(at: Moment(160))
    span.end(at: Moment(170))

    XCTAssertEqual(bench.spans.map(\.start), [Moment(100).timestamp])
    XCTAssertEqual(bench.spans.map(\.end), [Moment(160).timestamp])
  }

  /// This moment is read from the clock of the SDK, which goes on evenly while the time of day is set back.
  func test_B08_FS29_clockThatIsSetBack_endsNoSpanBeforeItStarts() throws {
    let clock = ManualClock()
    let bench = TracingBench(clock: clock)
    let start = clock.now
    let span = bench.tracer.startSpan("work")
    clock.advance(by: .seconds(3))
    clock.set(now: start.advanced(by: .seconds(-3_600)))
    span.end()

    XCTAssertEqual(bench.spans.first?.start, start)
    XCTAssertEqual(bench.spans.first?.end, start.advanced(by: .seconds(3)))
  }

  func test_B08_T16_spanThatIsNotSampled_recordsNothing_andIsCarried() throws {
    let bench = TracingBench(sampler: AlwaysOffSampler())
    bench.tracer.withSpan("work") { span in
      span.attributes["a"] = 1
      XCTAssertFalse(span.isRecording)
      XCTAssertEqual(span.attributes, [:])
      XCTAssertEqual(Telemetry.Span.current?.context.isSampled, false)
      XCTAssertEqual(Telemetry.Span.current?.context.isValid, true)
      XCTAssertNil(bench.tracer.activeSpan(identifiedBy: span.context))
    }

    XCTAssertEqual(bench.spans, [])
  }

  func test_B08_activeSpan_isTheOneOfItsContext_untilItEnds() throws {
    let bench = TracingBench()
    let span = bench.tracer.startSpan("work")
    let child = bench.tracer.startSpan("child", context: span.context)
    let found = try XCTUnwrap(bench.tracer.activeSpan(identifiedBy: span.context))
    found.attributes["found"] = true
    XCTAssertEqual(span.attributes, ["found": true])
    XCTAssertEqual(bench.tracer.activeSpan(identifiedBy: child.context)?.operationName, "child")
    XCTAssertNil(bench.tracer.activeSpan(identifiedBy: .topLevel))
    child.end()
    span.end()

    XCTAssertNil(bench.tracer.activeSpan(identifiedBy: span.context))
  }

  func test_B08_forceFlush_hasADeadline() throws {
    let clock = ManualClock()
    let bench = TracingBench(clock: clock)
    bench.tracer.forceFlush()

    XCTAssertEqual(bench.flushes, [clock.instant.advanced(by: .seconds(5))])
  }

  /// What the test kit of swift-distributed-tracing keeps of a program is what is exported.
  func test_B08_program_saysWhatTheTestKitHears() throws {
    func program() {
      withSpan("outer", ofKind: .server) { outer in
        outer.attributes["n"] = 1
        withSpan("first", ofKind: .client) { $0.addEvent("e") }
        try? withSpan("second") { inner in
          inner.operationName = "renamed"
          inner.addLink(Tracing.SpanLink(context: outer.context, attributes: [:]))
          throw Mistake()
        }
        outer.setStatus(.init(code: .ok))
      }
    }
    let bench = TracingBench()
    let kit = InMemoryTracer()
    withTracer(bench.tracer) { program() }
    withTracer(kit) { program() }

    let kept = kit.finishedSpans
    let names = Dictionary(uniqueKeysWithValues: kept.map { ($0.spanID, $0.operationName) })
    XCTAssertEqual(bench.spans.map(\.name), kept.map(\.operationName))
    XCTAssertEqual(
      bench.spans.map { bench.parents[$0.name] }, kept.map { $0.parentSpanID.flatMap { names[$0] } ?? "none" }
    )
    XCTAssertEqual(bench.spans.map { "\($0.kind ?? .internal)" }, kept.map { "\($0.kind)" })
    XCTAssertEqual(
      bench.spans.map { $0.events.count { $0.name != "exception" } }, kept.map(\.events.count))
    XCTAssertEqual(
      bench.spans.map { $0.events.count { $0.name == "exception" } }, kept.map(\.errors.count))
    XCTAssertEqual(bench.spans.map(\.links.count), kept.map(\.links.count))
    XCTAssertEqual(bench.spans.map(\.attributes.count), kept.map(\.attributes.count))
    XCTAssertEqual(bench.spans.map(\.status), [.unset, .error(""), .ok])
  }
}
