import XCTest

/// What is wrong with a file is said with its place, and the rest is sent all the same.
final class PushInputTests: XCTestCase {
  func test_FS25_invalidLines_areReportedCountedAndSkipped() throws {
    try withTool { tool in
      let collector = try Collector()
      let lines = [
        Samples.session("s1"),
        "{\"session_id\":\"s2\",\"project_path\":\"/p\",\"star\n",
        "{\"session_id\":7,\"project_path\":\"/p\",\"started_at\":\"2025-03-01T09:00:00\"}\n",
        "[1]\n",
        Samples.session("s3"),
      ]
      try tool.write(lines.joined(), to: "sessions.jsonl")

      let outcome = try tool.run(
        "push", "--endpoint", collector.endpoint, "--sessions", "sessions.jsonl", "--json")

      XCTAssertEqual(outcome.exitCode, 0)
      XCTAssertEqual(outcome.errorLines.count, 3, outcome.errors)
      for (line, place) in zip(
        outcome.errorLines, ["sessions.jsonl:2: ", "sessions.jsonl:3: ", "sessions.jsonl:4: "])
      {
        XCTAssertTrue(line.hasPrefix(place), line)
        XCTAssertGreaterThan(line.count, place.count)
      }
      XCTAssertEqual((try outcome.json()["records"] as? [String: Int])?["invalid"], 3)
      XCTAssertEqual(collector.total("session_buddy.sessions.total"), 2)
    }
  }

  func test_manyInvalidLines_areOnlyCountedAfterTheFirstTen() throws {
    try withTool { tool in
      let collector = try Collector()
      try tool.write(String(repeating: "x\n", count: 1_012), to: "sessions.jsonl")

      let outcome = try tool.run(
        "push", "--endpoint", collector.endpoint, "--sessions", "sessions.jsonl", "--json")

      XCTAssertEqual(outcome.exitCode, 0)
      XCTAssertEqual(outcome.errorLines.count, 11)
      XCTAssertEqual(outcome.errorLines.last, "… and 1,002 more")
      XCTAssertEqual((try outcome.json()["records"] as? [String: Int])?["invalid"], 1_012)
    }
  }

  func test_missingFile_isAnErrorButTheOthersAreSent() throws {
    try withTool { tool in
      let collector = try Collector()
      try tool.write(Samples.session("s1"), to: "sessions.jsonl")

      let outcome = try tool.run(
        "push", "--endpoint", collector.endpoint, "--interactions", "nowhere.jsonl", "--sessions",
        "sessions.jsonl", "--json")

      XCTAssertEqual(outcome.exitCode, 2)
      XCTAssertEqual(outcome.errors, "session-buddy-telemetry: error: nowhere.jsonl: no such file\n")
      XCTAssertEqual(collector.total("session_buddy.sessions.total"), 1)
    }
  }

  func test_textGivenAsDatabase_isSaidSo() throws {
    try withTool { tool in
      let collector = try Collector()
      try tool.write(Samples.event(1), to: "activity.db")

      let outcome = try tool.run(
        "push", "--endpoint", collector.endpoint, "--activity", "activity.db", "--json")

      XCTAssertEqual(outcome.exitCode, 2)
      XCTAssertEqual(outcome.errorLines.count, 1)
      XCTAssertTrue(
        outcome.errors.hasPrefix(
          "session-buddy-telemetry: error: activity.db: expected a SQLite database, found"),
        outcome.errors)
    }
  }

  func test_databaseGivenAsLines_isSaidSo() throws {
    try withTool { tool in
      let collector = try Collector()
      try makeDatabase(in: tool)

      let outcome = try tool.run(
        "push", "--endpoint", collector.endpoint, "--sessions", "activity.db", "--json")

      XCTAssertEqual(outcome.exitCode, 2)
      XCTAssertEqual(
        outcome.errors,
        "session-buddy-telemetry: error: activity.db: expected JSON lines, found a SQLite database\n")
    }
  }

  func test_database_isReadRowByRow() throws {
    try withTool { tool in
      let collector = try Collector()
      try makeDatabase(in: tool)

      let outcome = try tool.run(
        "push", "--endpoint", collector.endpoint, "--activity", "activity.db", "--json")

      XCTAssertEqual(outcome.exitCode, 0)
      XCTAssertTrue(outcome.errors.hasPrefix("activity.db: row 3: "), outcome.errors)
      XCTAssertEqual(collector.total("session_buddy.activity.events_total"), 2)
    }
  }

  /// Two good rows and one without a readable time, written by Python's SQLite as by Session-Buddy itself.
  private func makeDatabase(in tool: Tool) throws {
    let script = """
      from sqlite3 import connect
      db = connect("activity.db")
      db.execute('''CREATE TABLE activity_events (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT NOT NULL,
        event_type TEXT NOT NULL, application TEXT NOT NULL, details TEXT, project_path TEXT,
        relevance_score REAL DEFAULT 0.0)''')
      row = "INSERT INTO activity_events (timestamp, event_type, application, details) VALUES (?, ?, ?, ?)"
      db.execute(row, ("2025-03-01T09:00:00", "app_focus", "ide", "{}"))
      db.execute(row, ("2025-03-01T09:00:01", "app_focus", "web", "{}"))
      db.execute(row, ("yesterday", "app_focus", "web", "{}"))
      db.commit()
      """
    let outcome = try RunningTool(["python3", "-c", script], in: tool.folder, [:]).outcome()
    XCTAssertEqual(outcome.exitCode, 0, outcome.errors)
  }
}
