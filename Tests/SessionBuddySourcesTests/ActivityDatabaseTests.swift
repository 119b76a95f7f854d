import Foundation
import GRDB
import SessionBuddyBridge
import SessionBuddySources
import Telemetry
import XCTest

final class ActivityDatabaseTests: XCTestCase {
  func test_rows_becomeEventsInTheOrderTheyWereWritten() throws {
    try withDatabase { file, writer in
      try writer.addEvent("bash")
      try writer.addEvent(
        "code",
        timestamp: "2026-11-22T09:15:02",
        details: #"{"category": "ide", "title": "\u00e9"}"#,
        project: "/p",
        relevance: nil
      )
      let found = try ActivityDatabase(path: file.path)
      var rows = found.events()
      XCTAssertEqual(
        try rows.next()?.get(),
        ActivityEvent(
          timestamp: try XCTUnwrap(Timestamp(iso8601: "2026-11-22T14:52:17.391916Z")),
          eventType: "app_focus",
          application: "bash",
          details: ["category": "terminal", "pid": 1_398],
          relevanceScore: 0.6
        )
      )
      XCTAssertEqual(rows.lastID, 1)
      let second = try XCTUnwrap(rows.next()?.get())
      XCTAssertEqual(second.details["title"], "é")
      XCTAssertEqual(second.projectPath, "/p")
      XCTAssertNil(second.relevanceScore)
      XCTAssertEqual(second.timestamp, Timestamp(iso8601: "2026-11-22T09:15:02Z"))
      XCTAssertNil(try rows.next())
      XCTAssertEqual(rows.lastID, 2)
    }
  }

  func test_watermark_givesOnlyWhatIsNew() throws {
    try withDatabase { file, writer in
      for number in 1...3 { try writer.addEvent("app\(number)") }
      let database = try ActivityDatabase(path: file.path)
      var rows = database.events(after: 2)
      XCTAssertEqual(try applications(&rows), ["app3"])
      try writer.addEvent("app4")
      var later = database.events(after: rows.lastID)
      XCTAssertEqual(try applications(&later), ["app4"])
      XCTAssertEqual(later.lastID, 4)
    }
  }

  func test_manyRows_areReadInBatchesWithoutLossOrRepetition() throws {
    try withDatabase { file, writer in
      try writer.addEvents(2_345)
      var rows = try ActivityDatabase(path: file.path).events()
      XCTAssertEqual(try applications(&rows), (0..<2_345).map { "app\($0)" })
    }
  }

  func test_badRows_areNamedExplainedAndPassed() throws {
    try withDatabase { file, writer in
      try writer.addEvent("good")
      try writer.addEvent("blob", details: Data([1, 2]))
      try writer.addEvent("text", details: "not json")
      try writer.addEvent("list", details: "[1]")
      try writer.addEvent("time", timestamp: "yesterday")
      try writer.addEvent("fine")
      var rows = try ActivityDatabase(path: file.path).events()
      XCTAssertEqual(
        try applications(&rows),
        [
          "good",
          "row 2: details: expected an object or the JSON text of one, found bytes",
          "row 3: details: expected an object or the JSON text of one, found \"not json\"",
          "row 4: details: expected an object or the JSON text of one, found \"[1]\"",
          "row 5: timestamp: expected a time such as 2026-11-22T13:59:21.212407+00:00, found \"yesterday\"",
          "fine",
        ]
      )
    }
  }

  func test_writer_isNeverKeptWaiting() throws {
    try withDatabase { file, writer in
      try writer.addEvents(600)
      var rows = try ActivityDatabase(path: file.path).events()
      for _ in 0..<3 { _ = try rows.next() }
      try writer.addEvent("meanwhile")
      XCTAssertEqual(try applications(&rows).last, "meanwhile")
    }
  }

  func test_lockedDatabase_isBusyAfterTheTimeout() throws {
    try withDatabase { file, writer in
      try writer.inDatabase { database in
        try database.execute(sql: "BEGIN EXCLUSIVE")
        XCTAssertEqual(
          sourceError { _ = try ActivityDatabase(path: file.path, busyTimeout: .milliseconds(20)) }?.reason,
          .busy
        )
        try database.execute(sql: "ROLLBACK")
      }
      XCTAssertNoThrow(try ActivityDatabase(path: file.path))
    }
  }

  func test_reading_changesNothingAndLeavesNothing() throws {
    for writeAheadLog in [false, true] {
      try withTemporaryDirectory { directory in
        let file = directory.appendingPathComponent("a b?#%é.db")
        let writer = try makeActivityDatabase(at: file, writeAheadLog: writeAheadLog)
        try writer.addEvent("bash")
        try writer.close()
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        XCTAssertEqual(names, [file.lastPathComponent])
        let bytes = try Data(contentsOf: file)
        XCTAssertEqual(try SourceFile(path: file.path), .sqlite(writeAheadLog: writeAheadLog))

        var rows = try ActivityDatabase(path: file.path).events()
        _ = try rows.next()
        XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: directory.path), names)
        XCTAssertNil(try rows.next())
        XCTAssertEqual(rows.lastID, 1)
        XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: directory.path), names)
        XCTAssertEqual(try Data(contentsOf: file), bytes)
      }
    }
  }

  func test_rowsInALiveWriteAheadLog_areRead() throws {
    try withTemporaryDirectory { directory in
      let file = directory.appendingPathComponent("activity.db")
      let writer = try makeActivityDatabase(at: file, writeAheadLog: true)
      try writer.addEvent("bash")
      var rows = try ActivityDatabase(path: file.path).events()
      XCTAssertEqual(try applications(&rows), ["bash"])
      try writer.close()
    }
  }

  func test_whatIsNoActivityDatabase_isExplained() throws {
    try withTemporaryDirectory { directory in
      let text = directory.appendingPathComponent("text.db")
      try Data("these are not the rows".utf8).write(to: text)
      XCTAssertEqual(
        sourceError { _ = try ActivityDatabase(path: text.path) }?.description,
        "\(text.path): expected a SQLite database, found a text file"
      )
      let empty = directory.appendingPathComponent("empty.db")
      try Data().write(to: empty)
      XCTAssertEqual(
        sourceError { _ = try ActivityDatabase(path: empty.path) }?.reason,
        .notSQLite(found: "an empty file")
      )
      let rubbish = directory.appendingPathComponent("rubbish.db")
      try Data(Array("SQLite format 3\u{0}".utf8) + Array(repeating: 0xFF, count: 4_096)).write(to: rubbish)
      XCTAssertNotNil(sourceError { _ = try ActivityDatabase(path: rubbish.path) })
      XCTAssertEqual(sourceError { _ = try ActivityDatabase(path: directory.path) }?.reason, .directory)
      let missing = directory.appendingPathComponent("missing.db").path
      XCTAssertEqual(sourceError { _ = try ActivityDatabase(path: missing) }?.reason, .missing)
      XCTAssertFalse(FileManager.default.fileExists(atPath: missing))
    }
  }

  func test_find_takesTheDatabaseThatHoldsEvents() throws {
    try withTemporaryDirectory { home in
      let candidates = ActivityDatabase.candidates(home: home.path)
      XCTAssertEqual(
        candidates,
        [
          home.path + "/.claude/data/app_monitoring/activity.db",
          home.path + "/.claude/data/activity.db",
        ]
      )
      _ = try makeActivityDatabase(at: URL(fileURLWithPath: candidates[1]))
      XCTAssertEqual(try ActivityDatabase.find(home: home.path).path, candidates[1])
      _ = try makeActivityDatabase(at: URL(fileURLWithPath: candidates[0]))
      XCTAssertEqual(try ActivityDatabase.find(home: home.path).path, candidates[0])
    }
  }

  func test_find_saysWhatItFoundAtEachPlace() throws {
    try withTemporaryDirectory { home in
      let candidates = ActivityDatabase.candidates(home: home.path)
      let file = URL(fileURLWithPath: candidates[1])
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      let writer = try DatabaseQueue(path: file.path)
      try writer.write { database in
        try database.execute(
          sql: "CREATE TABLE recent_extractions (file_path TEXT PRIMARY KEY, last_extracted INTEGER)"
        )
      }
      XCTAssertEqual(
        sourceError { _ = try ActivityDatabase.find(home: home.path) }?.description,
        "no activity database: \(candidates[0]): no such file; \(candidates[1]): "
          + "expected a table activity_events, found recent_extractions "
          + "(what entity extraction leaves; it holds no events)"
      )
    }
  }

  private func withDatabase(_ body: (URL, DatabaseQueue) throws -> Void) throws {
    try withTemporaryDirectory { directory in
      let file = directory.appendingPathComponent("activity.db")
      try body(file, try makeActivityDatabase(at: file))
    }
  }

  /// The applications of the events, and the descriptions of the rows that are none.
  private func applications(_ rows: inout ActivityRows) throws -> [String] {
    var applications: [String] = []
    while let next = try rows.next() {
      switch next {
      case .success(let event): applications.append(event.application)
      case .failure(let invalid): applications.append(invalid.description)
      }
    }
    return applications
  }
}
