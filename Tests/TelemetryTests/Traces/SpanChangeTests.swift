import Telemetry
import TelemetryTesting
import XCTest

/// What can be said of a span while it runs.
final class SpanChangeTests: XCTestCase {
  private struct Failure: Error {}

  private let bench = SpanBench()

  private func finish(_ change: (Span) -> Void) -> SpanData {
    let span = bench.tracer.startSpan("work")
    change(span)
    span.end()
    return bench.spans[bench.spans.count - 1]
  }

  func test_T15_context_isTheSameAfterTheEnd() {
    let span = bench.tracer.startSpan("work")
    let before = span.context
    span.updateName("other")
    span.end()

    XCTAssertEqual(span.context, before)
    XCTAssertEqual(bench.spans.map(\.context), [before])
  }

  func test_T16_recording_endsWithTheSpanAndIsNotSampling() {
    let span = bench.tracer.startSpan("work")
    XCTAssertTrue(span.isRecording)
    span.end()
    XCTAssertFalse(span.isRecording)

    let unsampled = SpanBench { $0.sampler = AlwaysRecordSampler(root: AlwaysOffSampler()) }
      .tracer.startSpan("work")
    XCTAssertTrue(unsampled.isRecording)
    XCTAssertFalse(unsampled.context.isSampled)
  }

  func test_T18_events_keepTheirOrderAndTheirTimes() {
    let now = bench.clock.now
    let early = now.advanced(by: .seconds(-3_600))
    let data = finish { span in
      span.addEvent("now")
      span.addEvent("before the start", ["a": 1], at: early)
      bench.clock.advance(by: .seconds(1))
      span.addEvent("later")
    }

    XCTAssertEqual(data.events.map(\.name), ["now", "before the start", "later"])
    XCTAssertEqual(data.events.map(\.time), [now, early, now.advanced(by: .seconds(1))])
    XCTAssertEqual(data.events[1].attributes, ["a": 1])
  }

  func test_T19_links_keepTheirOrderAndSayingNothingIsNoLink() {
    let stateful = SpanContext(traceID: .invalid, spanID: .invalid, traceState: ["a": "1"])
    let data = finish { span in
      span.addLink(.sample(1), ["a": 1])
      span.addLink(.invalid)
      span.addLink(.invalid, ["why": "it says something"])
      span.addLink(stateful)
      span.addLink(.sample(2))
    }

    XCTAssertEqual(
      data.links,
      [
        SpanLink(context: .sample(1), attributes: ["a": 1]),
        SpanLink(context: .invalid, attributes: ["why": "it says something"]),
        SpanLink(context: stateful), SpanLink(context: .sample(2)),
      ])
  }

  func test_T20_status_hasAnOrder() {
    for (statuses, expected) in [
      ([], .unset), ([.error("a"), .error("b")], .error("b")), ([.error("a"), .unset], .error("a")),
      ([.error("a"), .ok, .error("b"), .unset], .ok), ([.ok, .unset], .ok), ([.error("")], .error("")),
    ] as [([SpanStatus], SpanStatus)] {
      XCTAssertEqual(finish { span in statuses.forEach(span.setStatus) }.status, expected, "\(statuses)")
    }
  }

  func test_T21_name_isReplacedWithoutAskingTheSamplerAgain() {
    struct Named: Sampler {
      let description = "Named"
      func decide(_ request: borrowing SamplingRequest) -> SamplingResult {
        request.name == "good" ? .recordAndSample : .drop
      }
    }
    let bench = SpanBench { $0.sampler = Named() }
    let span = bench.tracer.startSpan("good")
    span.updateName("bad")
    XCTAssertTrue(span.context.isSampled)
    span.end()

    XCTAssertEqual(bench.spans.map(\.name), ["bad"])
  }

  func test_T22_end_leavesChildrenAndContextsAlone() {
    let parent = bench.tracer.startSpan("parent")
    Context.current.setting(span: parent).run {
      let child = bench.tracer.startSpan("child")
      bench.clock.advance(by: .seconds(1))
      parent.end(at: bench.clock.now.advanced(by: .seconds(5)))
      XCTAssertTrue(child.isRecording)
      XCTAssertEqual(Span.current?.context, parent.context)
      child.setAttribute("late", true)
      child.end()
    }

    XCTAssertEqual(bench.spans.map(\.name), ["parent", "child"])
    XCTAssertEqual(bench.spans.map(\.attributes), [[:], ["late": true]])
    XCTAssertEqual(bench.spans.map { $0.end.duration(since: $0.start) }, [.seconds(6), .seconds(1)])
  }

  func test_T22_afterTheEnd_everythingIsIgnored() {
    let span = bench.tracer.startSpan("work", attributes: ["a": 1])
    span.end()
    let before = bench.spans
    span.setAttribute("a", 2)
    span.setAttributes(["b": 2])
    span.addEvent("e")
    span.addLink(.sample(1))
    span.setStatus(.error("e"))
    span.recordError(Failure())
    span.updateName("n")
    span.end()

    XCTAssertEqual(bench.spans, before)
  }

  func test_T23_error_isAnEventWhoseAttributesCanBeReplaced() {
    let data = finish { span in
      span.recordError(Failure())
      span.recordError(Failure(), ["exception.message": "ours", "more": 1])
    }

    XCTAssertEqual(data.events.map(\.name), ["exception", "exception"])
    XCTAssertEqual(
      data.events.map(\.attributes),
      [
        ["exception.type": "Failure", "exception.message": "Failure()"],
        ["exception.type": "Failure", "exception.message": "ours", "more": 1],
      ])
    XCTAssertEqual(data.status, .unset, "the status is left to the caller")
  }

  func test_T24_error_isRecordedWhenNobodyHandlesItAndMakesTheStatusError() {
    bench.tracer.withSpan("handled") { _ in
      do { throw Failure() } catch {}
    }
    XCTAssertThrowsError(try bench.tracer.withSpan("unhandled") { _ in throw Failure() })

    XCTAssertEqual(bench.spans.map { $0.events.map(\.name) }, [[], ["exception"]])
    XCTAssertEqual(bench.spans.map(\.status), [.unset, .error("Failure()")])
  }

  func test_T28_times_areExactToTheNanosecond() {
    let start = Timestamp(nanosecondsSinceEpoch: 1_767_225_600_123_456_789)
    let span = bench.tracer.startSpan("work", at: start)
    span.addEvent("e", at: start.advanced(by: .nanoseconds(1)))
    span.end(at: start.advanced(by: .nanoseconds(2)))

    let data = bench.spans[0]
    XCTAssertEqual(
      [data.start, data.events[0].time, data.end].map(\.nanosecondsSinceEpoch),
      [1_767_225_600_123_456_789, 1_767_225_600_123_456_790, 1_767_225_600_123_456_791])
  }
}
