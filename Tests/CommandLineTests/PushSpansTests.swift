import SessionBuddyTelemetry
import XCTest

/// Sessions in files become spans as well.
final class PushSpansTests: XCTestCase {
  func test_S15_session_isASpanWithItsRecordedTimes() throws {
    try withTool { tool in
      let collector = try Collector()
      try tool.write("otel_service_name: ledger\n", to: "named.yaml")
      try tool.write(Samples.session("01M7W918A5QKFBF5KZNWJ47TAN"), to: "sessions.jsonl")

      let outcome = try tool.run(
        "push", "--settings", "named.yaml", "--endpoint", collector.endpoint, "--sessions", "sessions.jsonl")

      XCTAssertEqual(outcome.exitCode, 0, outcome.errors)
      let span = try XCTUnwrap(collector.spans.first)
      XCTAssertEqual(collector.spans.count, 1)
      XCTAssertEqual("\(span.context.traceID)", "01a1f890a145bcdeb7967faf2443e955")
      XCTAssertEqual("\(span.context.spanID)", "473c3ad0e7cd295b")
      XCTAssertEqual(span.start, Timestamp(secondsSinceEpoch: 1_740_819_600))
      XCTAssertEqual(span.end, Timestamp(secondsSinceEpoch: 1_740_821_400))
      XCTAssertEqual(
        span.attributes,
        [
          "session.id": "01M7W918A5QKFBF5KZNWJ47TAN", "session.project_path": "/src/ledger",
          "session.start_time": "2025-03-01T09:00:00.000000+00:00", "service.name": "ledger",
          "session.time_of_day": "morning", "session.primary_language": "swift",
          "session.checkpoint_count": 2,
          "session.commit_count": 3, "session.files_modified": 4, "session.avg_quality": 75.0,
          "session.tools_used": ["edit", "read"], "duration_ms": 1_800_000.0,
        ])
    }
  }

  func test_S16_S17_sessionsWithoutASpan_areCountedAndTold() throws {
    let lines = [
      // Only what has not ended by the end of the file counts as unfinished.
      Samples.session("a", endedAt: nil), Samples.session("a"), Samples.session("a"),
      Samples.session("b", endedAt: nil),
      Samples.session("c", endedAt: "2025-03-01T08:59:59"),
      Samples.session("d", endedAt: "2199-01-01T00:00:00"),
    ]
    try withTool { tool in
      let collector = try Collector()
      try tool.write(lines.joined(), to: "sessions.jsonl")
      let arguments = ["push", "--endpoint", collector.endpoint, "--sessions", "sessions.jsonl"]

      let json = try tool.start(arguments + ["--json"]).outcome()

      XCTAssertEqual(json.exitCode, 0, json.errors)
      XCTAssertEqual(
        try json.json()["session_spans"] as? [String: Int],
        ["made": 1, "already_made": 1, "unfinished": 1, "implausible": 2])
      XCTAssertEqual(
        json.errorLines,
        [
          "sessions.jsonl:5: no span: ended_at is before started_at",
          "sessions.jsonl:6: no span: ended_at is more than a year ahead",
        ])
      XCTAssertEqual(collector.spans.map { $0.attributes["session.id"] }, ["a"])

      let text = try tool.start(arguments).outcome().output
      XCTAssertTrue(text.contains("\n  spans left out: not ended                  1\n"), text)
      XCTAssertTrue(text.contains("\n  spans left out: impossible times           2\n"), text)
      XCTAssertEqual(Set(collector.spans.map(\.context)).count, 1, "the same span again")
    }
  }

  func test_S15_withoutTraces_thereAreNoSpans() throws {
    try withTool { tool in
      let collector = try Collector()
      try tool.write("otel_traces_enabled: false\n", to: "off.yaml")
      try tool.write(Samples.session("c", endedAt: "2025-03-01T08:59:59"), to: "sessions.jsonl")

      let outcome = try tool.run(
        "push", "--settings", "off.yaml", "--endpoint", collector.endpoint, "--sessions", "sessions.jsonl",
        "--json")

      XCTAssertEqual(outcome.exitCode, 0)
      XCTAssertEqual(outcome.errors, "")
      XCTAssertEqual(collector.spans, [])
    }
  }

  func test_S15_moreSpansThanTheQueueHolds_allArrive() throws {
    try withTool { tool in
      let collector = try Collector()
      try tool.write("otel_max_queue_bytes: 196608\n", to: "small.yaml")
      try tool.write((0..<1_500).map { Samples.session("s\($0)") }.joined(), to: "sessions.jsonl")

      let outcome = try tool.run(
        "push", "--settings", "small.yaml", "--endpoint", collector.endpoint, "--sessions", "sessions.jsonl",
        "--json")

      XCTAssertEqual(outcome.exitCode, 0, outcome.errors + outcome.output)
      XCTAssertEqual(Set(collector.spans.map(\.context)).count, 1_500)
      XCTAssertEqual(collector.spans.count, 1_500)
    }
  }
}
