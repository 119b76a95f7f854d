import Synchronization
import Telemetry
import TestSupport
import XCTest

private let threads = 8
private let rounds = 100

/// One span, eight threads: nothing is lost, and nothing is counted twice. Runs under the address sanitizer as well.
final class SpanConcurrencyTests: XCTestCase {
  private struct Failure: Error {
    let number: Int
  }

  func test_T29_eightThreadsOnOneSpan_areAllHeardExactly() {
    let bench = SpanBench()
    defer { bench.forget() }
    let span = bench.tracer.startSpan("shared")
    onThreads(threads) { thread in
      for round in 0..<rounds {
        let number = thread * rounds + round
        let child = bench.tracer.startSpan("child", parent: .context(span.context))
        span.setAttribute("k\(number)", .int(Int64(number)))
        span.recordError(Failure(number: number))
        span.addLink(.sample(UInt64(number) + 1))
        child.setAttribute("n", .int(Int64(number)))
        child.end()
      }
    }
    onThreads(threads) { _ in span.end() }

    let total = threads * rounds
    let children = bench.spans.dropLast()
    XCTAssertEqual(Set(children.compactMap { $0.attributes["n"] }), Set((0..<total).map { .int(Int64($0)) }))
    XCTAssertTrue(children.allSatisfy { $0.parentSpanID == span.context.spanID })
    XCTAssertEqual(Set(children.map(\.context.spanID)).count, total)

    let data = bench.spans[bench.spans.count - 1]
    XCTAssertEqual(bench.spans.count, total + 1, "the span ends once")
    XCTAssertEqual([data.attributes.count, data.events.count, data.links.count], [128, 128, 128])
    let dropped = [data.droppedAttributes, data.droppedEvents, data.droppedLinks]
    XCTAssertEqual(dropped.map { Int($0) + 128 }, [total, total, total])
    for (key, value) in data.attributes.map({ ($0.key, $0.value) }) {
      XCTAssertEqual(.int(Int64(key.dropFirst()) ?? -1), value)
    }
    XCTAssertEqual(Set(data.events.compactMap { $0.attributes["exception.message"] }).count, 128)
    XCTAssertEqual(Set(data.links.map(\.context.spanID)).count, 128)
  }

  func test_T29_limitsThatAreNotReached_loseNothing() {
    var limits = SpanLimits()
    limits.attributeCount = threads * rounds
    limits.eventCount = threads * rounds
    let bench = SpanBench(limits: limits)
    defer { bench.forget() }
    let span = bench.tracer.startSpan("shared")
    onThreads(threads) { thread in
      for round in 0..<rounds {
        span.setAttribute("k\(thread).\(round)", .int(1))
        span.setAttribute("shared", .int(Int64(thread)))
        span.addEvent("e\(thread).\(round)")
      }
    }
    span.end()

    let data = bench.spans[0]
    // The shared key takes the place of one of the others.
    XCTAssertEqual(data.attributes.count, threads * rounds)
    XCTAssertEqual(data.droppedAttributes, 1)
    XCTAssertNotNil(data.attributes["shared"])
    XCTAssertEqual(Set(data.events.map(\.name)).count, threads * rounds)
    XCTAssertEqual(data.droppedEvents, 0)
    // What one thread adds keeps its order.
    for thread in 0..<threads {
      let own = data.events.map(\.name).filter { $0.hasPrefix("e\(thread).") }
      XCTAssertEqual(own, (0..<rounds).map { "e\(thread).\($0)" })
    }
  }

  func test_T22_T29_endsThatRaceWithChanges_endTheSpanOnce() {
    let bench = SpanBench()
    defer { bench.forget() }
    for _ in 0..<200 {
      let span = bench.tracer.startSpan("raced")
      onThreads(threads) { thread in
        span.setAttribute("k\(thread)", 1)
        span.recordError(Failure(number: thread))
        span.end()
      }
      XCTAssertFalse(span.isRecording)
    }

    XCTAssertEqual(bench.spans.count, 200)
    // Whoever ends it has had its say before.
    XCTAssertTrue(bench.spans.allSatisfy { !$0.attributes.isEmpty && !$0.events.isEmpty })
  }

  func test_T29_tracers_areAskedForByManyThreads() {
    let bench = SpanBench()
    defer { bench.forget() }
    onThreads(threads) { thread in
      for round in 0..<rounds {
        bench.provider.tracer(named: "scope\(round % 10)").makeSpans(["s"])
        bench.provider.configureTracers { _ in nil }
      }
    }

    XCTAssertEqual(bench.spans.count, threads * rounds)
    // One for each scope, so that its spans travel together.
    XCTAssertEqual(Set(bench.finished.map { ObjectIdentifier($0.tracer) }).count, 10)
  }
}
