import GRDB
public import SessionBuddyBridge
import Telemetry

/// Walks over the rows of an ``ActivityDatabase`` in the order of their ids, a batch at a time.
public struct ActivityRows: Sendable {
  static let batchRows = 500
  /// A batch ends early once it holds so many bytes of details.
  static let batchBytes = 1_048_576

  private typealias Fields = (id: Int64, values: [String: AttributeValue])

  /// The id of the last row that came out, valid or not; where the next walk can begin.
  public private(set) var lastID: Int64

  private let database: ActivityDatabase
  private let sourceTimeZone: UTCOffset
  private var batch: ArraySlice<Fields> = []
  private var fetchedID: Int64

  init(of database: ActivityDatabase, after id: Int64, sourceTimeZone: UTCOffset) {
    self.database = database
    self.sourceTimeZone = sourceTimeZone
    lastID = id
    fetchedID = id
  }

  /// The next event, or why its row is none; nil behind the last row.
  public mutating func next() throws(SourceError) -> Result<ActivityEvent, InvalidRecord>? {
    if batch.isEmpty { try fetch() }
    guard let row = batch.popFirst() else { return nil }
    lastID = row.id
    do throws(RecordFormatError) {
      return .success(
        try ActivityEvent(fields: RecordFields(values: row.values, sourceTimeZone: sourceTimeZone))
      )
    } catch {
      return .failure(InvalidRecord(.row(row.id), reason: error.description))
    }
  }

  private mutating func fetch() throws(SourceError) {
    let start = fetchedID
    let (rows, stray) = try database.read { try Self.rows(in: $0, behind: start) }
    // What comes before a stray id is still read; the next batch begins with it.
    if rows.isEmpty, let stray { throw SourceError(stray, path: database.path) }
    batch = rows[...]
    fetchedID = rows.last?.id ?? start
  }

  /// The next batch, which ends before a row whose id is not behind the one before it, and why it does.
  private static func rows(
    in database: Database,
    behind start: Int64
  ) throws -> (rows: [Fields], stray: SourceError.Reason?) {
    var rows: [Fields] = []
    var bytes = 0
    let cursor = try Row.fetchCursor(
      database,
      sql: """
        SELECT id, \(ActivitySchema.columns.joined(separator: ", "))
        FROM \(ActivitySchema.table) WHERE id > ? ORDER BY id LIMIT ?
        """,
      arguments: [start, batchRows]
    )
    while bytes < batchBytes, let row = try cursor.next() {
      let last = rows.last?.id ?? start
      guard let id = row.wholeID, id > last else { return (rows, row.strayID(behind: last)) }
      let values = Dictionary(row.map { ($0, AttributeValue($1)) }) { first, _ in first }
      if case .string(let details) = values["details"] { bytes += details.utf8.count }
      rows.append((id, values))
    }
    return (rows, nil)
  }
}

extension Row {
  /// The id as it is stored; nil where SQLite would have to turn something else into a number.
  fileprivate var wholeID: Int64? {
    guard case .int64(let id) = (self["id"] as DatabaseValue).storage else { return nil }
    return id
  }

  /// That this row's id is not behind `last`, so that going on from it would not end or would pass rows by.
  fileprivate func strayID(behind last: Int64) -> SourceError.Reason {
    let found = (self["id"] as DatabaseValue).description
    return .wrongColumns(expected: "whole ids that grow from row to row", found: "\(found) behind \(last)")
  }
}

extension AttributeValue {
  /// The value as SQLite stored it; NULL is empty.
  fileprivate init(_ value: DatabaseValue) {
    self =
      switch value.storage {
      case .null: .empty
      case .int64(let number): .int(number)
      case .double(let number): .double(number)
      case .string(let text): .string(text)
      case .blob(let bytes): .bytes(Array(bytes))
      }
  }
}
