internal import GRDB
internal import GRDBSQLite

/// Requests as rows of the file.
extension SpoolRequest {
  /// Writes a row, of a new id and the last turn unless others are given; SQLite reads the bytes where they are.
  func insert(
    into database: Database, at time: Int64, by owner: Int64, as id: Int64? = nil, turn: Int64? = nil
  ) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO request (signal, destination, items, cost, stored_at, stored_by, checksum, bytes, id, turn)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?,
          COALESCE(?, \(SpoolTurn.step) * (1 + (SELECT seq FROM sqlite_sequence WHERE name = 'request')), 0))
        """
    )
    try statement.setArguments([
      signal.rawValue, destination, itemCount, cost, time, owner, checksum, nil, id, turn,
    ])
    try unsafe bytes.withUnsafeBytes { bytes in
      // Without a destructor SQLite takes no copy; an empty blob needs an address all the same.
      let pointer = unsafe bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 8)
      let code = unsafe sqlite3_bind_blob64(
        statement.sqliteStatement, 8, pointer, UInt64(bytes.count), nil)
      defer { unsafe sqlite3_clear_bindings(statement.sqliteStatement) }
      guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
      try statement.execute()
    }
  }

  /// Reads the row of `id`; nil when its bytes are not those that were stored.
  static func read(_ id: Int64, from database: Database, for owner: Int64) throws -> SpooledRequest? {
    let statement = try database.cachedStatement(
      sql: """
        SELECT signal, destination, items, stored_at, stored_by, checksum, bytes, turn, cost
        FROM request WHERE id = ?
        """
    )
    let rows = try Row.fetchCursor(statement, arguments: [id])
    guard let row = try rows.next(), let request = SpoolRequest(row),
      request.checksum == Int64.fromDatabaseValue(row[5]), request.cost == Int.fromDatabaseValue(row[8]),
      let time = Int64.fromDatabaseValue(row[3]), let storedBy = Int64.fromDatabaseValue(row[4]),
      let turn = Int64.fromDatabaseValue(row[7]), turn >= 0
    else { return nil }
    return SpooledRequest(
      id: id, turn: turn, storedBy: storedBy, request: request, storedAt: UInt64(clamping: time),
      isOwn: storedBy == owner)
  }

  /// What a row says; nil for one of other types, as a disk may leave them, which GRDB would stop the program for.
  private init?(_ row: Row) {
    guard let signal = Int64.fromDatabaseValue(row[0]).flatMap(Signal.init),
      let destination = String.fromDatabaseValue(row[1]),
      let itemCount = Int.fromDatabaseValue(row[2]),
      let bytes = try? row.withUnsafeData(atIndex: 6, { data in data.map { [UInt8]($0) } ?? [] })
    else { return nil }
    self.init(signal, for: destination, itemCount: itemCount, bytes: bytes)
  }
}

extension SpoolLoss {
  /// Deletes the requests that `condition` holds for, and sums them up by signal and by whose they were.
  static func giveUp(
    _ reason: Reason,
    where condition: String,
    _ arguments: [Int64],
    in database: Database,
    for owner: Int64
  ) throws -> [SpoolLoss] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT signal, stored_by = ?, COUNT(*), SUM(items) FROM request WHERE \(condition) GROUP BY 1, 2 ORDER BY 1, 2
        """,
      arguments: StatementArguments([owner] + arguments)
    )
    guard !rows.isEmpty else { return [] }
    try database.execute(
      sql: "DELETE FROM request WHERE \(condition)", arguments: StatementArguments(arguments))
    return try rows.compactMap { row in
      try SpoolRequest.Signal(rawValue: row.decode(atIndex: 0)).map { signal in
        try SpoolLoss(
          reason, signal, isOwn: row.decode(atIndex: 1), requests: row.decode(atIndex: 2),
          // A damaged row may say anything.
          items: max(row.decode(atIndex: 3), 0))
      }
    }
  }
}
