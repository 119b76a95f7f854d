internal import GRDB

extension Spool {
  /// Puts `pieces` in the place of a request that this spool had claimed, all or none of them.
  ///
  /// They count as stored when that was, and by whom, but are handed out after what else waits. Together they may take a
  /// little more than the request did, whatever the budget says.
  ///
  /// - Returns: Whether it was there; a request that is not claimed by this spool is left alone.
  package func replace(_ id: Int64, with pieces: [SpoolRequest]) throws(SpoolError) -> Bool {
    try write { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT stored_at, stored_by FROM request WHERE id = ? AND owner = ?",
        arguments: [id, owner.id])
      guard let row else { return false }
      for piece in pieces { try piece.insert(into: database, at: row[0], by: row[1]) }
      try database.execute(sql: "DELETE FROM request WHERE id = ?", arguments: [id])
      return true
    }
  }
}
