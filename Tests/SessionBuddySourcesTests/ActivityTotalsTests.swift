import Foundation
import GRDB
import SessionBuddyBridge
import SessionBuddySources
import Telemetry
import XCTest

/// What the bridge makes of a database that grew as Session-Buddy's grows, against what SQL makes of it.
final class ActivityTotalsTests: XCTestCase {
  func test_totals_areThoseOfSQL() throws {
    try withTemporaryDirectory { directory in
      let file = directory.appendingPathComponent("activity.db")
      let writer = try makeActivityDatabase(at: file)
      try writer.monitor(cycles: 400)

      let reader = ManualReader()
      let provider = MeterProvider(resource: Resource(), readers: [reader])
      let bridge = RecordBridge(meter: provider.meter(named: "session_buddy"))
      var rows = try ActivityDatabase(path: file.path).events()
      while let row = try rows.next() { bridge.record(try row.get()) }

      let metrics = reader.collect()
      XCTAssertEqual(
        metrics.counts("session_buddy.activity.events_total"),
        try writer.counts("SELECT event_type, COUNT(*) FROM distinct_events GROUP BY 1")
      )
      XCTAssertEqual(
        metrics.counts("session_buddy.activity.files_modified_total"),
        try writer.counts(
          """
          SELECT json_extract(details, '$.file_extension') || ' ' || project_path, COUNT(*)
          FROM distinct_events WHERE event_type = 'file_change' GROUP BY 1
          """
        )
      )
      XCTAssertEqual(
        metrics.counts("session_buddy.activity.context_switches_total"),
        try writer.counts(
          """
          SELECT previous || ' ' || application, COUNT(*) FROM (
            SELECT application, LAG(application) OVER (ORDER BY timestamp) AS previous
            FROM distinct_events WHERE event_type = 'app_focus'
          ) WHERE previous <> application GROUP BY 1
          """
        )
      )
      let ledger = bridge.ledger()
      XCTAssertEqual(
        ledger.activityEvents, try writer.counts("SELECT 'n', COUNT(*) FROM distinct_events")["n"])
      XCTAssertEqual(
        ledger.activityEvents + ledger.duplicates,
        try writer.counts("SELECT 'n', COUNT(*) FROM activity_events")["n"]
      )
      XCTAssertGreaterThan(ledger.duplicates, ledger.activityEvents)
    }
  }
}

extension DatabaseQueue {
  /// Writes what the application monitor writes: each cycle the latest ten file changes and the latest five focus
  /// events, most of which it wrote before.
  fileprivate func monitor(cycles: Int) throws {
    let applications = ["code", "bash", "firefox", "slack"]
    var changes: [[(any DatabaseValueConvertible)?]] = []
    var focuses: [[(any DatabaseValueConvertible)?]] = []
    try write { database in
      for cycle in 0..<cycles {
        for step in 0..<3 {
          let second = cycle * 30 + step * 7
          let text = "2026-11-22T\(Self.clock(second)).\(100_000 + step)+00:00"
          let file = (cycle * 7 + step) % 13
          changes.append([
            text, "file_change", "ide",
            "{\"file_path\": \"/p/\(file)\", \"file_extension\": \"\([".py", ".go", ".rs"][file % 3])\"}",
            "/p\(file % 2)",
          ])
          let application = applications[(cycle * cycle + step) % 4]
          focuses.append([text, "app_focus", application, "{\"category\": \"ide\", \"pid\": \(cycle)}", nil])
        }
        for row in changes.suffix(10) + focuses.suffix(5) {
          try database.execute(
            sql: """
              INSERT INTO activity_events (timestamp, event_type, application, details, project_path)
              VALUES (?, ?, ?, ?, ?)
              """,
            arguments: StatementArguments(row)
          )
        }
      }
      try database.execute(
        sql: """
          CREATE VIEW distinct_events AS
          SELECT DISTINCT timestamp, event_type, application, details, project_path FROM activity_events
          """
      )
    }
  }

  /// The rows of a query for a text and a number.
  fileprivate func counts(_ sql: String) throws -> [String: Int] {
    try read { database in
      Dictionary(uniqueKeysWithValues: try Row.fetchAll(database, sql: sql).map { ($0[0], $0[1]) })
    }
  }

  private static func clock(_ second: Int) -> String {
    [second / 3_600, second / 60 % 60, second % 60]
      .map { $0 < 10 ? "0\($0)" : "\($0)" }
      .joined(separator: ":")
  }
}

extension [MetricData] {
  /// The points of a counter, by the values of their attributes.
  fileprivate func counts(_ name: String) -> [String: Int] {
    guard case .sum(let points, _, _) = first(where: { $0.name == name })?.points else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: points.map { point in
        (point.attributes.map(\.value.description).joined(separator: " "), Int(point.value.asDouble))
      }
    )
  }
}
