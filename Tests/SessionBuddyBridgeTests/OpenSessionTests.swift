import Dispatch
import Foundation
import SessionBuddyBridge
import Synchronization
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// Many sessions, many threads, and the end of them all.
final class OpenSessionTests: XCTestCase {
  func test_S13_sessionsOpenAtTheShutdown_endAsUnfinished() {
    let bench = SessionBench()
    let sessions = (0..<5).map { bench.start("s\($0)") }
    sessions[1].end()
    bench.clock.advance(by: .seconds(2))
    bench.sessions.shutdown()
    for session in sessions { session.end(.success) }
    bench.sessions.shutdown()

    XCTAssertEqual(
      bench.spans.map { $0.attributes["session.id"] }, ["s1", "s0", "s2", "s3", "s4"])
    let rest = bench.spans.dropFirst()
    XCTAssertEqual(Set(rest.map { $0.attributes["outcome"] }), ["unfinished"])
    XCTAssertEqual(Set(rest.map(\.status)), [.unset])
    XCTAssertEqual(Set(rest.map { $0.events.map(\.name) }), [["session_buddy.session.unfinished"]])
    XCTAssertEqual(Set(rest.map { $0.end.duration(since: $0.start) }), [.seconds(2)])
    XCTAssertEqual(bench.sessions.openCount, 0)
  }

  func test_S14_oneSessionTooMany_endsTheOldestAsAbandoned() {
    let bench = SessionBench(maximumOpen: 3)
    let sessions = (0..<4).map { bench.start("s\($0)") }
    XCTAssertEqual(bench.spans.map { $0.attributes["session.id"] }, ["s0"])
    XCTAssertEqual(bench.spans.map { $0.attributes["outcome"] }, ["abandoned"])
    XCTAssertEqual(bench.spans.map { $0.events.map(\.name) }, [["session_buddy.session.abandoned"]])
    XCTAssertEqual(bench.sessions.openCount, 3)

    // The handle still makes children, and its end is that it had.
    sessions[0].withSpan(.commit) { _ in }
    sessions[0].end()
    XCTAssertEqual(bench.spans.last?.parentSpanID, SessionIdentity(of: "s0").spanID)
    XCTAssertEqual(bench.spans.count, 2)
    XCTAssertEqual(bench.messages.count, 1, "\(bench.messages)")
  }

  func test_S14_manySessions_needLittleMemory() throws {
    let bench = SessionBench(sampler: AlwaysOffSampler())
    let before = try residentBytes()
    for index in 0..<10_000 {
      let session = bench.start("session-\(index)-" + String(repeating: "x", count: 300))
      session.withSpan(.search) { _ in }
    }
    XCTAssertEqual(bench.sessions.openCount, SessionTracer.maximumOpen)
    let growth = try residentBytes() - before
    if !isAddressSanitized { XCTAssertLessThan(growth, 8_000_000) }
    bench.sessions.shutdown()
    XCTAssertEqual(bench.sessions.openCount, 0)
  }

  func test_S14_tenThousandSessions_endOnceEach() {
    let bench = SessionBench()
    for index in 0..<10_000 { _ = bench.start("s\(index)") }
    bench.sessions.shutdown()

    let outcomes = Dictionary(grouping: bench.spans) { $0.attributes["outcome"] }.mapValues(\.count)
    XCTAssertEqual(outcomes, ["abandoned": 10_000 - 1_024, "unfinished": 1_024])
    XCTAssertEqual(Set(bench.spans.map(\.context)).count, 10_000)
  }

  func test_S08_S14_eightThreads_startAndEndTheSameAndDifferentSessions() {
    let bench = SessionBench()
    let rounds = 500
    onThreads(8) { thread in
      for round in 0..<rounds {
        let shared = bench.start("shared-\(round)")
        let own = bench.start("own-\(thread)-\(round)")
        shared.withSpan(.search) { _ in }
        own.withSpan(.commit) { _ in }
        own.end()
      }
    }
    XCTAssertEqual(bench.sessions.openCount, rounds)
    onThreads(8) { _ in
      for round in 0..<rounds { bench.start("shared-\(round)").end() }
    }

    let spans = Dictionary(grouping: bench.spans, by: \.name).mapValues(\.count)
    XCTAssertEqual(spans["session_buddy.search"], 8 * rounds)
    XCTAssertEqual(spans["session_buddy.commit"], 8 * rounds)
    let roots = bench.spans.filter { !$0.parentSpanID.isValid }
    XCTAssertEqual(roots.count, 9 * rounds)
    XCTAssertEqual(Set(roots.map(\.context)).count, 9 * rounds)
    let ids = Set(bench.spans.map(\.context.spanID))
    XCTAssertEqual(ids.count, bench.spans.count, "no two spans share an id, resumed sessions included")
    XCTAssertEqual(bench.started, bench.spans.count)
    for span in bench.spans where span.parentSpanID.isValid { XCTAssertTrue(ids.contains(span.parentSpanID)) }
  }

  func test_S13_endsThatRaceWithTheShutdown_countOnce() {
    for _ in 0..<20 {
      let bench = SessionBench()
      let sessions = (0..<200).map { bench.start("s\($0)") }
      onThreads(8) { thread in
        if thread.isMultiple(of: 4) { bench.sessions.shutdown() }
        for session in sessions { session.end() }
      }
      XCTAssertEqual(bench.spans.count, 200)
      XCTAssertEqual(Set(bench.spans.map(\.context)).count, 200)
      XCTAssertTrue(bench.spans.allSatisfy { $0.attributes["outcome"] != nil })
    }
  }

  func test_S13_startsThatRaceWithTheShutdown_areEndedByOneOfBoth() {
    for _ in 0..<20 {
      let bench = SessionBench()
      let handles = Mutex<[SessionTrace]>([])
      onThreads(8) { thread in
        if thread == 7 { return bench.sessions.shutdown() }
        for index in 0..<50 {
          let session = bench.start("s\(thread)-\(index)")
          handles.withLock { $0.append(session) }
        }
      }
      for session in handles.withLock({ $0 }) { session.end() }
      XCTAssertEqual(bench.spans.count, 350)
      XCTAssertEqual(Set(bench.spans.map(\.context)).count, 350)
      XCTAssertEqual(bench.sessions.openCount, 0)
    }
  }

  func test_S08_processorThatUsesTheSessionItIsToldOf_isNotLockedOut() {
    let processor = Meddler()
    let provider = TracerProvider(resource: Resource(), processors: [processor])
    let sessions = SessionTracer(
      tracer: provider.tracer(named: "s"), service: "s", diagnostics: Diagnostics { _ in })
    processor.sessions.withLock { $0 = sessions }
    sessions.startSession(id: "s1", projectPath: "", taskClass: nil, selector: nil).end()

    XCTAssertEqual(processor.ended.withLock { $0 }, ["session_buddy.search", "session_buddy.session"])
    XCTAssertEqual(sessions.openCount, 0)
  }
}

/// A processor that starts the session once more from within its start, and ends it.
private final class Meddler: SpanProcessor {
  let sessions = Mutex<SessionTracer?>(nil)
  let ended = Mutex<[String]>([])

  func onStart(_ span: Span, in context: Context) {
    guard let tracer = sessions.withLock({ $0.take() }) else { return }
    let session = tracer.startSession(id: "s1", projectPath: "", taskClass: nil, selector: nil)
    session.withSpan(.search) { _ in }
    session.end(.error)
  }

  func onEnd(_ span: FinishedSpan) { ended.withLock { $0.append(span.data.name) } }
  func flush(until deadline: Instant) -> Bool { true }
  func shutdown(until deadline: Instant) -> Bool { true }
}
