internal import GRDB

extension Spool {
  /// Puts `pieces` in the place of a request that this spool had claimed, all or none of them.
  ///
  /// They are handed out when it was their turn, and count as stored when it was, and by whom. Together they may take a little
  /// more than the request did, whatever the budget says.
  ///
  /// - Returns: Whether it was there; a request that is not claimed by this spool is left alone.
  package func replace(_ id: Int64, with pieces: [SpoolRequest]) throws(SpoolError) -> Bool {
    try write { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT signal, destination, turn, stored_at, stored_by FROM request WHERE id = ?",
        arguments: [id])
      guard let row, try SpoolClaims.contains(id, of: owner.id, database) else { return false }
      let turns = try SpoolTurn.ofPieces(
        pieces.count, at: row.decode(atIndex: 2), of: row.decode(atIndex: 0), for: row.decode(atIndex: 1),
        database)
      for (piece, turn) in zip(pieces, turns) {
        try piece.insert(
          into: database, at: row.decode(atIndex: 3), by: row.decode(atIndex: 4), turn: turn)
      }
      try database.execute(sql: "DELETE FROM request WHERE id = ?", arguments: [id])
      return true
    }
  }
}
