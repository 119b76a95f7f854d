import XCTest

/// Records in files become telemetry at a collector.
final class PushTests: XCTestCase {
  func test_push_deliversEveryRecordAndPrintsTheObject() throws {
    try withTool { tool in
      let collector = try Collector()
      try tool.write((1...3).map { Samples.session("s\($0)") }.joined(), to: "sessions.jsonl")
      try tool.write((1...4).map(Samples.interaction).joined(), to: "searches.jsonl")
      try tool.write((1...5).map(Samples.event).joined() + Samples.event(5), to: "activity.jsonl")

      let outcome = try tool.run(
        "push", "--endpoint", collector.endpoint, "--sessions", "sessions.jsonl", "--interactions",
        "searches.jsonl", "--activity", "activity.jsonl", "--json")

      XCTAssertEqual(outcome.exitCode, 0)
      XCTAssertEqual(outcome.errors, "")
      let none = #"{"data_points":0,"spans":0,"log_records":0}"#
      XCTAssertEqual(
        outcome.output,
        #"{"exported":{"data_points":\#(collector.dataPoints),"spans":3,"log_records":0},"rejected":\#(none),"#
          + #""dropped":{},"queued":\#(none),"spooled":\#(none),"records":{"sessions":3,"interactions":4,"#
          + #""activity_events":5,"duplicates":1,"invalid":0},"session_spans":{"made":3,"already_made":0,"#
          + #""unfinished":0,"implausible":0}}"# + "\n")
      XCTAssertEqual(collector.total("session_buddy.sessions.total"), 3)
      XCTAssertEqual(collector.total("session_buddy.session.duration_seconds"), 3)
      XCTAssertEqual(collector.total("session_buddy.search.interactions_total"), 4)
      XCTAssertEqual(collector.total("session_buddy.activity.events_total"), 5)
    }
  }

  func test_push_printsTheLedgerForPeople() throws {
    try withTool { tool in
      let collector = try Collector()
      try tool.write(Samples.session("s1") + Samples.session("s2", minutes: -3), to: "sessions.jsonl")

      let outcome = try tool.run("push", "--endpoint", collector.endpoint, "--sessions", "sessions.jsonl")

      XCTAssertEqual(outcome.exitCode, 0)
      let rows = outcome.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      XCTAssertTrue(rows.contains(["sessions", "2"]), outcome.output)
      XCTAssertTrue(rows.contains(["values", "left", "out:", "negative", "1"]), outcome.output)
      XCTAssertTrue(rows.contains(["exported", "\(collector.dataPoints)", "2", "0"]), outcome.output)
    }
  }

  func test_push_countsImplausibleValuesByReason() throws {
    try withTool { tool in
      let collector = try Collector()
      try tool.write(Samples.session("s1", minutes: -3), to: "sessions.jsonl")

      let outcome = try tool.run(
        "push", "--endpoint", collector.endpoint, "--sessions", "sessions.jsonl", "--json")

      XCTAssertEqual(outcome.exitCode, 0)
      XCTAssertEqual(try outcome.json()["dropped"] as? [String: Int], ["value_negative": 1])
    }
  }

  func test_push_takesTheEndpointFromTheSettings() throws {
    try withTool { tool in
      let collector = try Collector()
      try tool.write("otlp_endpoint: \(collector.endpoint)\n", to: "settings/session-buddy.yaml")
      try tool.write(Samples.session("s1"), to: "sessions.jsonl")

      XCTAssertEqual(try tool.run("push", "--sessions", "sessions.jsonl", "--json").exitCode, 0)
      XCTAssertEqual(collector.total("session_buddy.sessions.total"), 1)
    }
  }

  func test_push_reportsMetricsWithTooManySeries() throws {
    try withTool { tool in
      let collector = try Collector()
      try tool.write("otel_cardinality_limit: 4\n", to: "small.yaml")
      try tool.write((1...9).map { Samples.session("s\($0)") }.joined(), to: "sessions.jsonl")

      let outcome = try tool.run(
        "push", "--settings", "small.yaml", "--endpoint", collector.endpoint, "--sessions", "sessions.jsonl",
        "--json")

      XCTAssertEqual(outcome.exitCode, 0)
      XCTAssertEqual(outcome.errorLines.count, 1, outcome.errors)
      XCTAssertTrue(outcome.errors.hasSuffix(": session_buddy.session.quality_score\n"), outcome.errors)
      XCTAssertEqual(collector.total("session_buddy.sessions.total"), 9)
    }
  }

  func test_push_ofManyRecords_losesNothingAndStaysSmall() throws {
    let measure = """
      from resource import RUSAGE_CHILDREN, getrusage
      from subprocess import call
      from sys import argv, exit, stderr
      code = call(argv[1:])
      print("KiB", getrusage(RUSAGE_CHILDREN).ru_maxrss, file=stderr)
      exit(code)
      """
    try withTool { tool in
      try tool.write("", to: "none.jsonl")
      try tool.write((0..<10_000).map { Samples.session("s\($0)") }.joined(), to: "sessions.jsonl")
      try tool.write((0..<100_000).map(Samples.event).joined(), to: "activity.jsonl")
      func push(_ files: String...) throws -> (kibibytes: Int, collector: Collector) {
        let collector = try Collector()
        let arguments = ["push", "--endpoint", collector.endpoint, "--json"] + files
        let outcome = try tool.start(arguments, under: ["python3", "-c", measure]).outcome()
        XCTAssertEqual(outcome.exitCode, 0, outcome.errors)
        let figure = try XCTUnwrap(outcome.errorLines.last?.split(separator: " ").last.flatMap { Int($0) })
        return (figure, collector)
      }

      let idle = try push("--sessions", "none.jsonl")
      let busy = try push("--sessions", "sessions.jsonl", "--activity", "activity.jsonl")

      XCTAssertEqual(busy.collector.total("session_buddy.sessions.total"), 10_000)
      XCTAssertEqual(busy.collector.total("session_buddy.activity.events_total"), 100_000)
      XCTAssertLessThan(busy.kibibytes - idle.kibibytes, 50 * 1_024)
    }
  }
}
