internal import GRDB

extension Spool {
  /// What the spool holds now, by signal; a signal without requests has no entry.
  package func counts() throws(SpoolError) -> [SpoolRequest.Signal: SpoolCounts] {
    try write { database in
      let sql = "SELECT signal, COUNT(*), SUM(items), SUM(cost) FROM request GROUP BY signal"
      return try counts(Row.fetchAll(database, sql: sql))
    }
  }

  /// The same of what this spool has stored itself, but for requests with one of these `ids`.
  package func ownCounts(without ids: some Collection<Int64>) throws(SpoolError)
    -> [SpoolRequest.Signal: SpoolCounts]
  {
    try write { database in
      let marks = databaseQuestionMarks(count: ids.count)
      let sql = """
        SELECT signal, COUNT(*), SUM(items), SUM(cost) FROM request
        WHERE stored_by = ? AND id NOT IN (\(marks)) GROUP BY signal
        """
      return try counts(Row.fetchAll(database, sql: sql, arguments: StatementArguments([owner.id] + ids)))
    }
  }

  private func counts(_ rows: [Row]) throws -> [SpoolRequest.Signal: SpoolCounts] {
    var counts: [SpoolRequest.Signal: SpoolCounts] = [:]
    for row in rows {
      guard let signal = SpoolRequest.Signal(rawValue: try row.decode(atIndex: 0)) else { continue }
      let requests = try row.decode(Int.self, atIndex: 1)
      let cost = try row.decode(Int.self, atIndex: 3)
      counts[signal] = SpoolCounts(
        requests: requests, items: try row.decode(atIndex: 2),
        bytes: cost &- requests * SpoolRequest.overhead)
    }
    return counts
  }
}
