import Dispatch
import Telemetry
import TestSupport
import Tracing
import TracingAdapter
import XCTest

/// The SDK and swift-distributed-tracing agree on what is current, however their spans lie inside each other.
final class CurrentSpanTests: XCTestCase {
  private struct Mistake: Error {}

  /// Every order of four spans, each of either library.
  func test_B09_spansOfBothLibraries_areChildrenOfTheInnerOne() throws {
    for pattern in 0..<16 {
      let bench = TracingBench()
      func nest(_ depth: Int) {
        guard depth < 4 else {
          XCTAssertEqual(Telemetry.Span.current?.context.spanID, Context.current.spanContext?.spanID)
          bench.own.startSpan("leaf.own").end()
          bench.tracer.startSpan("leaf.tracing").end()
          return
        }
        if pattern >> depth & 1 == 0 {
          bench.own.withSpan("\(depth)") { span in
            XCTAssertEqual(Telemetry.Span.current?.context, span.context)
            nest(depth + 1)
            XCTAssertEqual(Telemetry.Span.current?.context, span.context)
          }
        } else {
          bench.tracer.withSpan("\(depth)") { span in
            XCTAssertEqual(Telemetry.Span.current?.context, span.context.telemetry.spanContext)
            nest(depth + 1)
            XCTAssertEqual(Telemetry.Span.current?.context, span.context.telemetry.spanContext)
          }
        }
      }
      nest(0)

      XCTAssertNil(Telemetry.Span.current)
      XCTAssertEqual(
        bench.parents,
        ["0": "none", "1": "0", "2": "1", "3": "2", "leaf.own": "3", "leaf.tracing": "3"], "\(pattern)")
      XCTAssertEqual(Set(bench.spans.map(\.context.traceID)).count, 1)
    }
  }

  func test_B09_spansOfTasksAndSuspensions_keepTheirParents() async {
    let bench = TracingBench()
    await bench.tracer.withSpan("request") { _ in
      await bench.own.withSpan("own") { _ in
        await Task.yield()
        await withTaskGroup(of: Void.self) { group in
          for number in 0..<8 {
            group.addTask {
              await bench.tracer.withSpan("task \(number)") { _ in
                await Task.yield()
                bench.own.withSpan("step \(number)") { _ in }
              }
            }
          }
        }
      }
    }

    XCTAssertEqual(bench.spans.count, 18)
    XCTAssertEqual(bench.parents["own"], "request")
    for number in 0..<8 {
      XCTAssertEqual(bench.parents["task \(number)"], "own")
      XCTAssertEqual(bench.parents["step \(number)"], "task \(number)")
    }
  }

  func test_B09_contextThatIsHandedOver_countsInsideASpanOfTheSDK() {
    let bench = TracingBench()
    let request = bench.tracer.startSpan("request")
    bench.own.withSpan("loop") { _ in
      ServiceContext.withValue(request.context) {
        bench.own.withSpan("own") { _ in }
        bench.tracer.withSpan("tracing") { _ in }
      }
      bench.own.withSpan("after") { _ in }
      bench.tracer.startSpan("given", context: request.context).end()
    }
    request.end()

    XCTAssertEqual(
      bench.parents,
      [
        "request": "none", "loop": "none", "own": "request", "tracing": "request", "after": "loop",
        "given": "request",
      ])
  }

  func test_B09_contextWithoutASpan_endsTheOuterOne() {
    let bench = TracingBench()
    bench.tracer.withSpan("outer") { _ in
      bench.own.withSpan("own") { _ in
        ServiceContext.withValue(.topLevel) {
          XCTAssertNil(Telemetry.Span.current)
          bench.own.withSpan("new") { _ in }
          bench.tracer.withSpan("newer") { _ in }
        }
      }
      bench.own.withSpan("rooted", parent: .root) { _ in
        bench.tracer.withSpan("of root") { _ in }
      }
    }

    XCTAssertEqual(
      bench.parents,
      [
        "outer": "none", "own": "outer", "new": "none", "newer": "none", "rooted": "none",
        "of root": "rooted",
      ])
  }

  func test_B09_errors_leaveEverythingAsItWas() {
    let bench = TracingBench()
    XCTAssertThrowsError(
      try bench.tracer.withSpan("outer") { _ in
        XCTAssertThrowsError(try bench.own.withSpan("own") { _ in throw Mistake() })
        bench.own.withSpan("next") { _ in }
        throw Mistake()
      })

    XCTAssertNil(Telemetry.Span.current)
    XCTAssertEqual(bench.parents, ["outer": "none", "own": "outer", "next": "outer"])
  }

  func test_B09_baggage_goesThroughSpansOfBoth() {
    let bench = TracingBench()
    let key = ContextKey<Int>("n")
    Context().setting(key, to: 7).setting(baggage: Baggage().setting("tenant", to: "acme")).run {
      bench.tracer.withSpan("outer") { _ in
        XCTAssertEqual(Baggage.current["tenant"], "acme")
        XCTAssertEqual(Context.current[key], 7)
        bench.own.withSpan("own") { _ in
          XCTAssertEqual(Baggage.current["tenant"], "acme")
          Baggage().setting("tenant", to: "other").run {
            bench.tracer.withSpan("inner") { span in
              XCTAssertEqual(Baggage.current["tenant"], "other")
              XCTAssertEqual(span.context.telemetry.baggage["tenant"], "other")
            }
          }
          XCTAssertEqual(Baggage.current["tenant"], "acme")
        }
      }
    }

    XCTAssertEqual(bench.parents, ["outer": "none", "own": "outer", "inner": "own"])
  }

  /// Attributes that many threads set on one span are all there; spans that many threads start are all sent.
  func test_B08_manyThreads_loseNothing() {
    var limits = SpanLimits()
    limits.attributeCount = 10_000
    let bench = TracingBench(limits: limits)
    let shared = bench.tracer.startSpan("shared")
    onThreads(8) { thread in
      for round in 0..<200 {
        shared.attributes["\(thread).\(round)"] = round
        bench.tracer.withSpan("\(thread).\(round)", context: shared.context) { _ in
          bench.own.withSpan("own \(thread).\(round)") { _ in }
        }
      }
    }
    shared.end()

    XCTAssertEqual(bench.spans.count, 8 * 200 * 2 + 1)
    XCTAssertEqual(bench.span("shared")?.attributes.count, 8 * 200)
    let parents = bench.parents
    for thread in 0..<8 {
      for round in 0..<200 {
        XCTAssertEqual(parents["\(thread).\(round)"], "shared")
        XCTAssertEqual(parents["own \(thread).\(round)"], "\(thread).\(round)")
      }
    }
  }
}
