import Foundation
import GRDB
import SessionBuddySources
import XCTest

/// Databases that have a table of the right name and nothing else right: walking over one must end, in an error.
final class ActivitySchemaTests: XCTestCase {
  private let others =
    "timestamp TEXT, event_type TEXT, application TEXT, details TEXT, project_path TEXT, relevance_score REAL"

  func test_idsThatAreNotRowIDs_areRefusedWhenOpened() throws {
    let cases = [
      ("id TEXT", "id TEXT"),
      ("id TEXT PRIMARY KEY", "id TEXT PRIMARY KEY"),
      ("id REAL", "id REAL"),
      ("id", "id"),
      ("id INT PRIMARY KEY", "id INT PRIMARY KEY"),
      ("id INTEGER", "id INTEGER"),
      ("number INTEGER PRIMARY KEY", "no column id"),
    ]
    for (column, found) in cases {
      try withTable("CREATE TABLE activity_events (\(column), \(others))") { path, _ in
        XCTAssertEqual(
          sourceError { _ = try ActivityDatabase(path: path) }?.description,
          "\(path): expected activity_events to have id INTEGER PRIMARY KEY, found \(found)"
        )
      }
    }
  }

  func test_keyOfSeveralColumns_isRefused() throws {
    try withTable("CREATE TABLE activity_events (id INTEGER, \(others), PRIMARY KEY (timestamp, id))") {
      path, _ in
      XCTAssertEqual(
        sourceError { _ = try ActivityDatabase(path: path) }?.reason,
        .wrongColumns(expected: "id INTEGER PRIMARY KEY", found: "id INTEGER in a key of 2 columns")
      )
    }
  }

  func test_missingColumns_areNamed() throws {
    try withTable("CREATE TABLE activity_events (id INTEGER PRIMARY KEY, timestamp TEXT, details TEXT)") {
      path, _ in
      XCTAssertEqual(
        sourceError { _ = try ActivityDatabase(path: path) }?.description,
        "\(path): expected activity_events to have event_type, application, project_path, relevance_score, "
          + "found id, timestamp, details"
      )
    }
  }

  func test_view_isRefused() throws {
    try withTable("CREATE TABLE other (id INTEGER PRIMARY KEY, \(others))") { path, writer in
      try writer.write { try $0.execute(sql: "CREATE VIEW activity_events AS SELECT * FROM other") }
      XCTAssertEqual(
        sourceError { _ = try ActivityDatabase(path: path) }?.reason,
        .wrongColumns(expected: "id INTEGER PRIMARY KEY", found: "id INTEGER")
      )
    }
  }

  /// A descending key looks like a row id in the list of columns, yet holds anything.
  func test_idsThatDoNotGrow_endTheWalkInsteadOfRepeatingIt() throws {
    for (id, found) in [("'abc'", "\"abc\""), ("1.5", "1.5"), ("x'00'", "Data(1 bytes)")] {
      try withTable("CREATE TABLE activity_events (id INTEGER PRIMARY KEY DESC, \(others))") { path, writer in
        try writer.write { try $0.execute(sql: "INSERT INTO activity_events (id) VALUES (\(id))") }
        var rows = try ActivityDatabase(path: path).events()
        XCTAssertEqual(
          sourceError { for _ in 0..<3 { _ = try rows.next() } }?.reason,
          .wrongColumns(expected: "whole ids that grow from row to row", found: found + " behind 0")
        )
      }
    }
  }

  private func withTable(_ sql: String, _ body: (String, DatabaseQueue) throws -> Void) throws {
    try withTemporaryDirectory { directory in
      let path = directory.appendingPathComponent("activity.db").path
      let writer = try DatabaseQueue(path: path)
      try writer.write { try $0.execute(sql: sql) }
      try body(path, writer)
    }
  }
}
