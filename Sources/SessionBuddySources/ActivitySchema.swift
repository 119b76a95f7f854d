import GRDB

/// The table Session-Buddy's application monitor keeps its events in.
enum ActivitySchema {
  static let table = "activity_events"
  /// What becomes of a row, its id aside.
  static let columns = [
    "timestamp", "event_type", "application", "details", "project_path", "relevance_score",
  ]

  /// Why the table of `database` cannot be walked; nil when it is as the monitor makes it.
  ///
  /// The walk asks for the rows behind an id. Ids that are texts or that repeat would let it pass rows by or go
  /// round in circles; an `INTEGER PRIMARY KEY` is a whole number, one per row, and indexed.
  static func problem(in database: Database) throws -> SourceError.Reason? {
    let tables = try String.fetchAll(
      database,
      sql: "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
    )
    guard tables.contains(table) else { return .noActivityTable(found: tables.sorted()) }
    let found = try database.columns(in: table)
    let missing = columns.filter { column in !found.contains { $0.name == column } }
    guard missing.isEmpty else {
      return .wrongColumns(expected: list(missing), found: list(found.map(\.name)))
    }
    guard let id = found.first(where: { $0.name == "id" }) else { return wrongID("no column id") }
    let keys = found.count { $0.primaryKeyIndex > 0 }
    let isKey = id.primaryKeyIndex > 0
    if isKey, keys == 1, id.type.uppercased() == "INTEGER" { return nil }
    let words = ["id", id.type, isKey ? keys == 1 ? "PRIMARY KEY" : "in a key of \(keys) columns" : ""]
    return wrongID(words.filter { !$0.isEmpty }.joined(separator: " "))
  }

  private static func wrongID(_ found: String) -> SourceError.Reason {
    .wrongColumns(expected: "id INTEGER PRIMARY KEY", found: found)
  }

  private static func list(_ names: [String]) -> String {
    names.joined(separator: ", ")
  }
}
