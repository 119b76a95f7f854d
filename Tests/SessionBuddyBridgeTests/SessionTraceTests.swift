import SessionBuddyBridge
import Telemetry
import TelemetryTesting
import XCTest

/// One session at a time: its root, its steps, its end.
final class SessionTraceTests: XCTestCase {
  private struct Broken: Error, CustomStringConvertible {
    let description = "no such file /home/ada/ledger"
  }

  func test_S05_S06_root_carriesWhatItsReadersLookFor() throws {
    let bench = SessionBench()
    let session = bench.sessions.startSession(
      id: SessionBench.ulid, projectPath: "/src/ledger", taskClass: .codeGeneration, selector: "fast")
    XCTAssertEqual(bench.spans, [])
    bench.clock.advance(by: .milliseconds(90_250))
    session.setAttribute("branch.count", 2)
    session.addEvent("compacted")
    session.end()

    let root = try XCTUnwrap(bench.spans.first)
    XCTAssertEqual(root.name, "session_buddy.session")
    XCTAssertEqual(root.context.traceID, SessionIdentity(of: SessionBench.ulid).traceID)
    XCTAssertEqual(root.context.spanID, SessionIdentity(of: SessionBench.ulid).spanID)
    XCTAssertFalse(root.parentSpanID.isValid)
    XCTAssertEqual(root.end.duration(since: root.start), .milliseconds(90_250))
    XCTAssertEqual(root.status, .ok)
    XCTAssertEqual(root.events.map(\.name), ["compacted"])
    XCTAssertEqual(
      root.attributes,
      [
        "session.id": .string(SessionBench.ulid), "session.project_path": "/src/ledger",
        "session.start_time": "2026-01-01T00:00:00.000000+00:00", "service.name": "ledger",
        "task_class": "code_generation", "selector": "fast", "outcome": "success", "duration_ms": 90_250.0,
        "branch.count": 2,
      ])
  }

  func test_P21_rootOfAChosenTrace_doesNotPassForRandom() {
    let bench = SessionBench()
    let session = bench.start()

    XCTAssertEqual(session.context.flags, .sampled)
    XCTAssertEqual(session.startSpan(.search).context.flags, .sampled)
    XCTAssertEqual(bench.tracer.startSpan("other").context.flags, [.sampled, .random])
  }

  func test_S07_steps_areChildrenOfTheRoot() async throws {
    let bench = SessionBench()
    let session = bench.start()
    session.withSpan(.checkpoint) { span in
      XCTAssertEqual(Span.current?.context, span.context)
      span.setAttribute("files", 3)
    }
    await session.withSpan(.commit) { span in
      await Task.yield()
      XCTAssertEqual(Span.current?.context, span.context)
    }
    session.startSpan(.search, attributes: ["results": 4]).end()
    session.withSpan(.tool("Bash")) { _ in }
    session.end()

    let spans = bench.spans
    XCTAssertEqual(
      spans.map(\.name),
      [
        "session_buddy.checkpoint", "session_buddy.commit", "session_buddy.search", "session_buddy.tool",
        "session_buddy.session",
      ])
    let root = try XCTUnwrap(spans.last)
    for step in spans.dropLast() {
      XCTAssertEqual(step.parentSpanID, root.context.spanID)
      XCTAssertEqual(step.context.traceID, root.context.traceID)
      XCTAssertEqual(step.attributes["session.id"], .string(SessionBench.ulid))
      XCTAssertEqual(step.attributes["service.name"], "ledger")
    }
    XCTAssertEqual(spans[0].attributes["files"], 3)
    XCTAssertEqual(spans[2].attributes["results"], 4)
    XCTAssertEqual(spans[3].attributes["gen_ai.tool.name"], "Bash")
  }

  func test_S07_stepInsideAStep_isItsChild_andOtherTracesAreNotMixedIn() throws {
    let bench = SessionBench()
    let session = bench.start()
    session.withSpan(.tool("Recall")) { _ in session.withSpan(.search) { _ in } }
    bench.tracer.withSpan("request") { _ in session.withSpan(.commit) { _ in } }

    let spans = bench.spans
    XCTAssertEqual(
      spans.map(\.name),
      ["session_buddy.search", "session_buddy.tool", "session_buddy.commit", "request"])
    XCTAssertEqual(spans[0].parentSpanID, spans[1].context.spanID)
    XCTAssertEqual(spans[2].parentSpanID, session.context.spanID)
    XCTAssertNotEqual(spans[3].context.traceID, session.context.traceID)
  }

  func test_S07_thrownError_isTheStatusOfTheStep() async throws {
    let bench = SessionBench()
    let session = bench.start()
    XCTAssertThrowsError(try session.withSpan(.checkpoint) { _ throws(Broken) in throw Broken() })
    do {
      try await session.withSpan(.commit) { _ in
        await Task.yield()
        throw Broken()
      }
      XCTFail("expected the error")
    } catch {}

    for step in bench.spans {
      XCTAssertEqual(step.status, .error("no such file /home/ada/ledger"))
      XCTAssertEqual(step.events.map(\.name), ["exception"])
    }
    XCTAssertEqual(bench.spans.count, 2)
  }

  func test_S06_anonymizedPaths_hideThePathAndTheTextOfErrors() {
    var options = BridgeOptions()
    options.anonymizePaths = true
    options.anonymizationKey = "k"
    let bench = SessionBench(options)
    let session = bench.start("s1", "/home/ada/ledger")
    try? session.withSpan(.checkpoint) { _ in throw Broken() }
    try? bench.sessions.continueSession(id: "s1", operation: "sweep", taskClass: nil, selector: nil) {
      _ throws(Broken) in throw Broken()
    }
    session.end(.error)
    var recorded = SessionMetrics(
      sessionID: "s2", projectPath: "/home/ada/ledger", startedAt: bench.clock.now)
    recorded = recorded.ended(at: bench.clock.now)
    XCTAssertEqual(bench.sessions.recordSpan(of: recorded), .made)

    XCTAssertEqual(bench.spans.count, 4)
    for span in bench.spans { XCTAssertFalse("\(span)".contains("ada"), "\(span)") }
    XCTAssertEqual(bench.spans.first?.status, .error("Broken"))
    let paths = bench.spans.compactMap { $0.attributes["session.project_path"] }
    XCTAssertEqual(paths.map { "\($0)".hasPrefix("project-") }, [true, true])
    XCTAssertEqual(Set(paths).count, 1)
  }

  func test_S05_classAndSelector_mayBecomeKnownLater() {
    let bench = SessionBench()
    let session = bench.start()
    session.classify(as: .reasoning, selector: "careful")
    session.end(.error)
    session.classify(as: .quick)
    session.setAttribute("late", true)
    session.addEvent("late")

    let root = bench.spans.first
    XCTAssertEqual(root?.attributes["task_class"], "reasoning")
    XCTAssertEqual(root?.attributes["selector"], "careful")
    XCTAssertEqual(root?.attributes["outcome"], "error")
    XCTAssertNil(root?.attributes["late"])
    XCTAssertEqual(root?.events, [])
    XCTAssertEqual(root?.status, .error(""))
  }

  func test_S08_sameSessionStartedTwice_isOneSpan() {
    let bench = SessionBench()
    let first = bench.start()
    let second = bench.start(SessionBench.ulid.lowercased(), "/elsewhere")
    XCTAssertTrue(first === second)
    second.end()
    first.end(.error)

    XCTAssertEqual(bench.spans.map { $0.attributes["outcome"] }, ["success"])
    XCTAssertEqual(bench.spans.map { $0.attributes["session.project_path"] }, ["/src/ledger"])
    XCTAssertEqual(bench.started, 1)
    XCTAssertEqual(bench.sessions.openCount, 0)
  }

  func test_S09_resumedSession_isAChildWithAnIdOfItsOwn() {
    let bench = SessionBench()
    bench.start().end()
    let resumed = bench.start()
    XCTAssertFalse(resumed.hasEnded)
    resumed.withSpan(.search) { _ in }
    resumed.end()
    bench.start().end()

    let spans = bench.spans
    XCTAssertEqual(
      spans.map(\.name),
      [
        "session_buddy.session", "session_buddy.search", "session_buddy.session", "session_buddy.session",
      ])
    XCTAssertEqual(Set(spans.map(\.context.spanID)).count, 4)
    XCTAssertEqual(Set(spans.map(\.context.traceID)), [SessionIdentity(of: SessionBench.ulid).traceID])
    XCTAssertEqual(spans[1].parentSpanID, spans[2].context.spanID)
    XCTAssertEqual(spans[2].parentSpanID, spans[0].context.spanID)
    XCTAssertEqual(spans[3].parentSpanID, spans[0].context.spanID)
    XCTAssertEqual(spans.map { $0.attributes["session.resumed"] }, [nil, nil, true, true])
  }

  func test_S05_sampler_decidesByTheIdAsInEveryProcess() {
    let bench = SessionBench(sampler: ParentBasedSampler(root: TraceIDRatioSampler(ratio: 0.5)))
    for index in 0..<1_000 {
      let session = bench.start("s\(index)")
      let isTaken = SessionIdentity(of: "s\(index)").traceID.low >> 63 == 0
      XCTAssertEqual(session.context.isSampled, isTaken)
      session.withSpan(.search) { _ in }
      session.end()
    }
    let expected = (0..<1_000).count { SessionIdentity(of: "s\($0)").traceID.low >> 63 == 0 }
    XCTAssertEqual(bench.spans.count, 2 * expected)
    XCTAssertGreaterThan(expected, 400)
  }

  func test_S05_clockSetBack_doesNotEndASessionBeforeItsStart() {
    let bench = SessionBench()
    let session = bench.start()
    bench.clock.advance(by: .seconds(5))
    bench.clock.set(now: Timestamp(secondsSinceEpoch: 1_700_000_000))
    session.end()

    XCTAssertEqual(bench.spans.map { $0.end.duration(since: $0.start) }, [.seconds(5)])
    XCTAssertEqual(bench.spans.first?.attributes["duration_ms"], 5_000.0)
  }

  func test_sessionWithoutAnId_isToldOnceAndMakesNoRoot() {
    let bench = SessionBench()
    for _ in 0..<2 {
      let session = bench.start("")
      session.withSpan(.search) { _ in }
      session.end()
    }
    XCTAssertEqual(bench.spans.map(\.name), ["session_buddy.search", "session_buddy.search"])
    XCTAssertTrue(bench.spans.allSatisfy { $0.context.isValid && !$0.parentSpanID.isValid })
    XCTAssertEqual(bench.messages.count, 1)
    XCTAssertEqual(bench.sessions.openCount, 0)
  }
}
