import SessionBuddyBridge
import Telemetry
import TelemetryTesting
import XCTest

/// Work of a service that knows no more of a session than its id.
final class SessionContinuationTests: XCTestCase {
  private struct Broken: Error {}

  func test_S10_S11_work_linksToTheRootItNeverSaw() throws {
    let bench = SessionBench()
    let work = bench.work()
    bench.clock.advance(by: .milliseconds(3))
    work.end()
    work.end(.error)

    let span = try XCTUnwrap(bench.spans.first)
    let identity = SessionIdentity(of: SessionBench.ulid)
    XCTAssertEqual(bench.spans.count, 1)
    XCTAssertEqual(span.name, "mahavishnu.route_task")
    XCTAssertEqual(span.links.map(\.context), [identity.context])
    XCTAssertNotEqual(span.context.traceID, identity.traceID)
    XCTAssertFalse(span.parentSpanID.isValid)
    XCTAssertEqual(span.context.flags, [.sampled, .random])
    XCTAssertEqual(span.status, .ok)
    XCTAssertEqual(
      span.attributes,
      [
        "linked.session_id": .string(SessionBench.ulid), "mahavishnu.operation": "route_task",
        "service.name": "ledger", "outcome": "success", "duration_ms": 3.0,
      ])
  }

  func test_S10_work_belongsToTheCurrentTrace() {
    let bench = SessionBench()
    bench.tracer.withSpan("request") { request in
      bench.sessions.continueSession(
        id: "s1", operation: "sweep", taskClass: .swarm, selector: "round_robin"
      ) { span in
        XCTAssertEqual(Span.current?.context, span.context)
        XCTAssertEqual(span.context.traceID, request.context.traceID)
      }
    }
    XCTAssertEqual(bench.spans.map(\.name), ["mahavishnu.sweep", "request"])
    XCTAssertEqual(bench.spans[0].parentSpanID, bench.spans[1].context.spanID)
    XCTAssertEqual(bench.spans[0].attributes["task_class"], "swarm")
    XCTAssertEqual(bench.spans[0].attributes["selector"], "round_robin")
  }

  func test_S10_errors_areTheOutcome() async throws {
    let bench = SessionBench()
    XCTAssertThrowsError(
      try bench.sessions.continueSession(id: "s1", operation: "a", taskClass: nil, selector: nil) {
        _ throws(Broken) in throw Broken()
      })
    do {
      try await bench.sessions.continueSession(
        id: "s1", operation: "b", taskClass: nil, selector: nil, isolation: #isolation
      ) { _ in
        await Task.yield()
        throw Broken()
      }
      XCTFail("expected the error")
    } catch {}
    let count = await bench.sessions.continueSession(
      id: "s1", operation: "c", taskClass: nil, selector: nil, isolation: #isolation
    ) { _ in 3 }

    XCTAssertEqual(count, 3)
    XCTAssertEqual(bench.spans.map { $0.attributes["outcome"] }, ["error", "error", "success"])
    XCTAssertEqual(bench.spans.map(\.status), [.error("Broken()"), .error("Broken()"), .unset])
    XCTAssertEqual(bench.spans.map { $0.events.map(\.name) }, [["exception"], ["exception"], []])
  }

  func test_S10_statusThatTheWorkSets_isKept() {
    let bench = SessionBench()
    bench.sessions.continueSession(id: "s1", operation: "a", taskClass: nil, selector: nil) {
      $0.setStatus(.error("isError"))
    }
    bench.work().end(.error)
    bench.work().end(.abandoned)

    XCTAssertEqual(bench.spans.map(\.status), [.error("isError"), .error(""), .unset])
    XCTAssertEqual(bench.spans.map { $0.attributes["outcome"] }, ["success", "error", "abandoned"])
    XCTAssertEqual(bench.spans.map(\.events), [[], [], []])
  }

  func test_S10_sessionOfThisProcess_isLinkedAsItIs() {
    let bench = SessionBench()
    let session = bench.start()
    bench.work().end()
    XCTAssertEqual(bench.spans.map { $0.links.map(\.context) }, [[session.context]])
    XCTAssertEqual(bench.spans.first?.links.first?.context.isRemote, false)
  }

  func test_S12_namesOfOperations_areWordsAndFew() {
    let bench = SessionBench()
    let odd = ["", "Sweep-repos.v2", "GET https://x/?q=ü", String(repeating: "x", count: 100), "a b\n"]
    for operation in odd { bench.work("s1", operation).end() }
    XCTAssertEqual(
      bench.spans.map(\.name),
      [
        "mahavishnu.unknown", "mahavishnu.Sweep-repos.v2", "mahavishnu.GET_https___x__q___",
        "mahavishnu." + String(repeating: "x", count: 64), "mahavishnu.a_b_",
      ])
    XCTAssertEqual(bench.messages, [])

    for index in 0..<1_000 { bench.work("s1", "run-\(index)").end() }
    XCTAssertEqual(Set(bench.spans.map(\.name)).count, 1 + SessionTracer.maximumOperations + 1)
    XCTAssertEqual(bench.spans.last?.name, "mahavishnu.other")
    XCTAssertEqual(bench.spans.last?.attributes["mahavishnu.operation"], "other")
    bench.work("s1", "Sweep-repos.v2").end()
    XCTAssertEqual(bench.spans.last?.name, "mahavishnu.Sweep-repos.v2")
    XCTAssertEqual(bench.messages.count, 1)
  }

  func test_S10_workForNoSession_hasNoLink() {
    let bench = SessionBench()
    bench.work("").end()
    XCTAssertEqual(bench.spans.map(\.links), [[]])
    XCTAssertNil(bench.spans.first?.attributes["linked.session_id"])
  }
}
