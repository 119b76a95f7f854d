internal import GRDB

/// Which requests are claimed, and by whom.
enum SpoolClaims {
  /// Holds for the requests that nobody has claimed.
  static let isFree = "id NOT IN (SELECT id FROM claim)"

  /// Holds for the requests that nobody has claimed and that come after none of the same process that somebody has: those of
  /// one process are sent in their order, whoever does it.
  static let isNext = """
    \(isFree) AND NOT EXISTS (
      SELECT 1 FROM claim JOIN request AS earlier USING (id)
      WHERE earlier.destination = request.destination AND earlier.signal = request.signal
        AND earlier.stored_by = request.stored_by AND earlier.turn < request.turn)
    """

  /// Whether there are requests that `owner` has stored, claimed or not.
  static func areLeft(
    of signal: SpoolRequest.Signal, for destination: String, by owner: Int64, _ database: Database
  ) throws -> Bool {
    let sql = """
      SELECT EXISTS (SELECT 1 FROM request WHERE destination = ? AND signal = ? AND stored_by = ?)
      """
    return try Bool.fetchOne(database, sql: sql, arguments: [destination, signal.rawValue, owner]) == true
  }

  static func add(_ id: Int64, of owner: Int64, _ database: Database) throws {
    try database.execute(
      sql:
        "INSERT INTO claim (id, owner) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET owner = excluded.owner",
      arguments: [id, owner])
  }

  /// Gives up a claim; false when there is none.
  static func remove(_ id: Int64, of owner: Int64, _ database: Database) throws -> Bool {
    try database.execute(sql: "DELETE FROM claim WHERE id = ? AND owner = ?", arguments: [id, owner])
    return database.changesCount == 1
  }

  static func removeAll(of owner: Int64, _ database: Database) throws {
    try database.execute(sql: "DELETE FROM claim WHERE owner = ?", arguments: [owner])
  }

  static func contains(_ id: Int64, of owner: Int64, _ database: Database) throws -> Bool {
    try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM claim WHERE id = ? AND owner = ?)", arguments: [id, owner])
      == true
  }
}
