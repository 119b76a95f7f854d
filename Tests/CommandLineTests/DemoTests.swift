import XCTest

/// The demo proves its own claim, and says so in its exit code.
final class DemoTests: XCTestCase {
  func test_demo_awayFromATerminal_printsPlainLinesAndASummary() throws {
    try withTool { tool in
      // This seed's first moment holds all there is to count, however few moments follow.
      let outcome = try tool.run("demo", "--seconds", "2.2", "--seed", "28")

      XCTAssertEqual(outcome.exitCode, 0, outcome.output + outcome.errors)
      XCTAssertEqual(outcome.errors, "")
      XCTAssertFalse(outcome.output.contains("\u{1B}"))
      let lines = outcome.output.split(separator: "\n")
      XCTAssertTrue(lines.first?.hasPrefix("collector on http://127.0.0.1:") ?? false, outcome.output)
      XCTAssertEqual(lines.last, "everything arrived")
      XCTAssertTrue(lines.contains { $0.hasPrefix("── LAST TRACE, session 01") }, outcome.output)
      XCTAssertTrue(lines.contains { $0.hasPrefix("   session_buddy.session ") }, outcome.output)
      XCTAssertTrue(lines.contains { $0.contains("─ session_buddy.search ") }, outcome.output)
      for name in ["sessions", "interactions", "activity events", "data points", "spans"] {
        let row = lines.first { $0.hasPrefix("  \(name) ") }?.split(separator: " ").suffix(2)
        XCTAssertEqual(row?.first, row?.last, outcome.output)
        XCTAssertNotEqual(row?.first, "0", outcome.output)
      }
    }
  }

  func test_demo_endsEarlyWhenToldTo() throws {
    try withTool { tool in
      // The reader says when the first line has come, so that the signal meets a demo that runs.
      let script = "exec \"$0\" demo --seconds 600 > >(read -r line; echo running >&2; cat)"
      let demo = try tool.start([], under: ["bash", "-c", script])
      _ = try demo.waitForErrorLine("running")
      demo.process.interrupt()
      let outcome = try demo.outcome()

      XCTAssertEqual(outcome.exitCode, 0, outcome.output + outcome.errors)
      XCTAssertTrue(outcome.output.hasSuffix("everything arrived\n"), outcome.output)
    }
  }

  func test_real_withoutData_saysWhereItLooked() throws {
    try withTool { tool in
      var tool = tool
      tool.environment = ["HOME": tool.folder.path]
      let outcome = try tool.run("demo", "--real", "--seconds", "1")

      XCTAssertEqual(outcome.exitCode, 2)
      XCTAssertEqual(outcome.output, "")
      XCTAssertEqual(outcome.errorLines.count, 1, outcome.errors)
      XCTAssertTrue(outcome.errors.contains(".claude/data/activity.db: no such file"), outcome.errors)
    }
  }

  func test_real_readsTheActivityDatabaseOfTheHomeDirectory() throws {
    let script = """
      from os import makedirs
      from sqlite3 import connect
      makedirs(".claude/data")
      db = connect(".claude/data/activity.db")
      db.execute('''CREATE TABLE activity_events (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp TEXT NOT NULL,
        event_type TEXT NOT NULL, application TEXT NOT NULL, details TEXT, project_path TEXT,
        relevance_score REAL DEFAULT 0.0)''')
      for second in range(60):
        db.execute("INSERT INTO activity_events (timestamp, event_type, application, details) VALUES (?, 'app_focus', 'ide', ?)",
          (f"2025-03-01T09:00:{second:02d}", None if second == 7 else "{}"))
      db.commit()
      """
    try withTool { tool in
      var tool = tool
      tool.environment = ["HOME": tool.folder.path]
      XCTAssertEqual(try RunningTool(["python3", "-c", script], in: tool.folder, [:]).outcome().exitCode, 0)

      let outcome = try tool.run("demo", "--real", "--seconds", "1")

      XCTAssertEqual(outcome.exitCode, 0, outcome.output + outcome.errors)
      let row = outcome.output.split(separator: "\n").first { $0.hasPrefix("  activity events ") }
      XCTAssertEqual(row?.split(separator: " ").suffix(2), ["59", "59"], outcome.output)
      XCTAssertTrue(outcome.output.contains("1 record could not be read"), outcome.output)
    }
  }
}
