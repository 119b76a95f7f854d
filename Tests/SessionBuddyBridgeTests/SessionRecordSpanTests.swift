import SessionBuddyBridge
import Telemetry
import TelemetryTesting
import XCTest

/// Spans of sessions that are known from their records only.
final class SessionRecordSpanTests: XCTestCase {
  private let start = Timestamp(secondsSinceEpoch: 1_763_635_590, nanoseconds: 469_262_000)

  private func record(_ id: String = SessionBench.ulid, minutes: Double? = 19) -> SessionMetrics {
    var session = SessionMetrics(
      sessionID: id, projectPath: "/src/ledger", startedAt: start, checkpointCount: 2, commitCount: 3,
      averageQuality: 74.75, filesModified: 6, toolsUsed: ["Bash", "Write"], primaryLanguage: "Go")
    if let minutes { session.endedAt = start.advanced(by: .seconds(60 * minutes)) }
    return session
  }

  func test_S15_span_hasTheTimesOfTheRecordAndTheIdsOfTheSession() throws {
    let bench = SessionBench()
    XCTAssertEqual(bench.sessions.recordSpan(of: record()), .made)

    let span = try XCTUnwrap(bench.spans.first)
    let identity = SessionIdentity(of: SessionBench.ulid)
    XCTAssertEqual(span.name, "session_buddy.session")
    XCTAssertEqual(span.context.traceID, identity.traceID)
    XCTAssertEqual(span.context.spanID, identity.spanID)
    XCTAssertEqual(span.start, start)
    XCTAssertEqual(span.end, start.advanced(by: .seconds(19 * 60)))
    XCTAssertEqual(span.status, .unset)
    XCTAssertEqual(
      span.attributes,
      [
        "session.id": .string(SessionBench.ulid), "session.project_path": "/src/ledger",
        "session.start_time": "2025-11-20T10:46:30.469262+00:00", "service.name": "ledger",
        "session.time_of_day": "morning", "session.primary_language": "Go", "session.checkpoint_count": 2,
        "session.commit_count": 3, "session.files_modified": 6, "session.avg_quality": 74.75,
        "session.tools_used": ["Bash", "Write"], "duration_ms": 1_140_000.0,
      ])
  }

  func test_S16_secondRecord_andOneOfAnOpenSession_makeNoSpan() {
    let bench = SessionBench()
    XCTAssertEqual(bench.sessions.recordSpan(of: record()), .made)
    XCTAssertEqual(bench.sessions.recordSpan(of: record(minutes: 30)), .alreadyMade)
    _ = bench.start("live")
    XCTAssertEqual(bench.sessions.recordSpan(of: record("live")), .alreadyMade)
    XCTAssertEqual(bench.spans.count, 1)
  }

  func test_S17_unfinishedSession_hasNoSpanUntilItEnds() {
    let bench = SessionBench()
    XCTAssertEqual(bench.sessions.recordSpan(of: record(minutes: nil)), .unfinished)
    XCTAssertEqual(bench.spans, [])
    XCTAssertEqual(bench.sessions.recordSpan(of: record()), .made)
    XCTAssertEqual(bench.messages, [])
  }

  func test_S17_impossibleTimes_areToldAndMakeNoSpan() {
    let bench = SessionBench()
    var unknown = record("a")
    unknown.startedAt = Timestamp(nanosecondsSinceEpoch: 0)
    var future = record("b")
    future.startedAt = bench.clock.now.advanced(by: .seconds(366 * 86_400))
    future.endedAt = bench.clock.now.advanced(by: .seconds(366 * 86_400 + 1))
    let results = [record("c", minutes: -1), unknown, future, record("d", minutes: 31 * 24 * 60), record("")]
      .map { bench.sessions.recordSpan(of: $0) }

    XCTAssertEqual(
      results,
      [
        .implausible("ended_at is before started_at"),
        .implausible("started_at is 1970-01-01, which stands for unknown"),
        .implausible("ended_at is more than a year ahead"),
        .implausible("ended_at is more than 30 days after started_at"),
        .implausible("the session has no id"),
      ])
    XCTAssertEqual(bench.spans, [])
    XCTAssertEqual(bench.messages.count, 1)
    XCTAssertEqual(bench.sessions.recordSpan(of: record("c", minutes: 0)), .made)
  }

  func test_S15_valuesThatCannotBeTrue_areLeftOut() {
    let bench = SessionBench()
    var odd = record()
    odd.commitCount = -1
    odd.checkpointCount = nil
    odd.averageQuality = .nan
    odd.filesModified = .max
    odd.projectPath = ""
    odd.primaryLanguage = String(repeating: "x", count: 1_000)
    odd.toolsUsed = (0..<1_000).map { "tool\($0)" }
    XCTAssertEqual(bench.sessions.recordSpan(of: odd), .made)

    let attributes = bench.spans.first?.attributes ?? [:]
    for key in ["commit_count", "checkpoint_count", "avg_quality", "files_modified"] {
      XCTAssertNil(attributes["session.\(key)"], key)
    }
    XCTAssertEqual(attributes["session.project_path"], "unknown")
    XCTAssertEqual(attributes["session.primary_language"], .string(String(repeating: "x", count: 64)))
    guard case .array(let tools) = attributes["session.tools_used"] else { return XCTFail("no tools") }
    XCTAssertEqual(tools.count, 64)
  }

  func test_iso8601_isReadAsItIsWritten() throws {
    for seconds in stride(from: Int64(0), to: 9_200_000_000, by: 86_400 * 13 + 12_345) {
      let time = Timestamp(secondsSinceEpoch: seconds, nanoseconds: seconds % 1_000_000 * 1_000)
      XCTAssertEqual(Timestamp(iso8601: time.iso8601), time, time.iso8601)
    }
    XCTAssertEqual(
      Timestamp(secondsSinceEpoch: 951_782_400).iso8601, "2000-02-29T00:00:00.000000+00:00")
  }
}
