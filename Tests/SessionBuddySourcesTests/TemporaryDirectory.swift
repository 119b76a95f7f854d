import Foundation
import GRDB
import SessionBuddySources
import XCTest

/// Gives `body` a directory of its own and removes it afterwards.
func withTemporaryDirectory<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("session-buddy-sources-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  return try body(directory)
}

/// Writes `bytes` to a file of its own and gives `body` its path.
func withFile<Result>(_ bytes: some Sequence<UInt8>, _ body: (String) throws -> Result) throws -> Result {
  try withTemporaryDirectory { directory in
    let file = directory.appendingPathComponent("records.jsonl")
    try Data(bytes).write(to: file)
    return try body(file.path)
  }
}

/// The error `body` throws as a value, or a failure at the caller's line.
func sourceError(
  file: StaticString = #filePath,
  line: UInt = #line,
  _ body: () throws -> Void
) -> SourceError? {
  do {
    try body()
    XCTFail("expected an error", file: file, line: line)
  } catch let error as SourceError {
    return error
  } catch {
    XCTFail("expected a SourceError, found \(error)", file: file, line: line)
  }
  return nil
}

/// Makes the database as Session-Buddy's application monitor makes it.
func makeActivityDatabase(at file: URL, writeAheadLog: Bool = false) throws -> DatabaseQueue {
  try FileManager.default.createDirectory(
    at: file.deletingLastPathComponent(),
    withIntermediateDirectories: true
  )
  var configuration = Configuration()
  configuration.busyMode = .immediateError
  if writeAheadLog { configuration.journalMode = .wal }
  let queue = try DatabaseQueue(path: file.path, configuration: configuration)
  try queue.write { database in
    try database.execute(
      sql: """
        CREATE TABLE activity_events (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          timestamp TEXT NOT NULL,
          event_type TEXT NOT NULL,
          application TEXT NOT NULL,
          details TEXT NOT NULL,
          project_path TEXT,
          relevance_score REAL,
          created_at TEXT DEFAULT CURRENT_TIMESTAMP
        );
        CREATE INDEX idx_timestamp ON activity_events(timestamp);
        CREATE INDEX idx_event_type ON activity_events(event_type);
        """
    )
  }
  return queue
}

extension DatabaseQueue {
  /// Adds one row; `details` is JSON text unless a test wants otherwise.
  func addEvent(
    _ application: String,
    timestamp: any DatabaseValueConvertible = "2026-11-22T14:52:17.391916+00:00",
    details: any DatabaseValueConvertible = #"{"category": "terminal", "pid": 1398}"#,
    project: String? = nil,
    relevance: Double? = 0.6
  ) throws {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO activity_events (timestamp, event_type, application, details, project_path, relevance_score)
          VALUES (?, 'app_focus', ?, ?, ?, ?)
          """,
        arguments: [timestamp, application, details, project, relevance]
      )
    }
  }

  /// Adds `count` rows of applications `app0`, `app1`, …, with ever longer details, in one transaction.
  func addEvents(_ count: Int) throws {
    try write { database in
      for number in 0..<count {
        try database.execute(
          sql: """
            INSERT INTO activity_events (timestamp, event_type, application, details)
            VALUES ('2026-11-22T14:52:17', 'app_focus', ?, ?)
            """,
          arguments: ["app\(number)", "{\"x\":\"" + String(repeating: "y", count: number * 5) + "\"}"]
        )
      }
    }
  }
}
