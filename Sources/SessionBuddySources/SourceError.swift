/// Why a source of records cannot be read at all.
public struct SourceError: Error, Equatable, Sendable {
  /// What a caller can do something about.
  public enum Reason: Equatable, Sendable {
    /// There is nothing at the path.
    case missing
    /// The path leads to a directory.
    case directory
    /// The user may not read the file.
    case notPermitted
    /// The file is not a SQLite database; what it is instead, as far as its first bytes tell.
    case notSQLite(found: String)
    /// The database does not hold activity events; the tables it does hold.
    case noActivityTable(found: [String])
    /// The table of activity events has other columns, or other ids, than the application monitor gives it.
    case wrongColumns(expected: String, found: String)
    /// Another process kept the database locked for longer than the busy timeout.
    case busy
    /// None of the places an activity database may be in holds one; what was found at each.
    case notFound([SourceError])
    /// Anything else, in the system's or SQLite's words.
    case failed(String)
  }

  /// The file.
  public let path: String
  /// What is wrong with it.
  public let reason: Reason

  package init(_ reason: Reason, path: String) {
    self.reason = reason
    self.path = path
  }
}

extension SourceError: CustomStringConvertible {
  /// One line: the path, then what was expected there and what was found.
  public var description: String {
    switch reason {
    case .missing: "\(path): no such file"
    case .directory: "\(path): expected a file, found a directory"
    case .notPermitted: "\(path): no permission to read it"
    case .notSQLite(let found): "\(path): expected a SQLite database, found \(found)"
    case .noActivityTable(let tables): "\(path): expected a table activity_events, found \(Self.list(tables))"
    case .wrongColumns(let expected, let found):
      "\(path): expected activity_events to have \(expected), found \(found)"
    case .busy: "\(path): another process keeps the database locked"
    case .notFound(let attempts):
      "no activity database: " + attempts.map(\.description).joined(separator: "; ")
    case .failed(let message): "\(path): \(message)"
    }
  }

  private static func list(_ tables: [String]) -> String {
    guard !tables.isEmpty else { return "no tables" }
    let hint = tables == ["recent_extractions"] ? " (what entity extraction leaves; it holds no events)" : ""
    return tables.joined(separator: ", ") + hint
  }
}

/// One line or row that is not a record.
public struct InvalidRecord: Error, Equatable, Sendable {
  /// Where it stands in its source.
  public enum Place: Equatable, Sendable {
    /// The line of a text file, from 1.
    case line(Int)
    /// The row of a database table, by its id.
    case row(Int64)
  }

  /// Where it stands.
  public let place: Place
  /// What was expected and what was found.
  public let reason: String

  package init(_ place: Place, reason: String) {
    self.place = place
    self.reason = reason
  }
}

extension InvalidRecord: CustomStringConvertible {
  /// One line: `line 7: duration_minutes: expected a number, found "ten"`.
  public var description: String {
    switch place {
    case .line(let number): "line \(number): \(reason)"
    case .row(let id): "row \(id): \(reason)"
    }
  }
}
