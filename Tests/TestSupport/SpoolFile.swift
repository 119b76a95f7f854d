import GRDB

/// The file of a spool, for those who do to it what no spool does.
package struct SpoolFile {
  private let path: String

  /// That of the spool in `directory`.
  package init(_ directory: String) {
    path = directory + "/spool.sqlite"
  }

  /// Runs `statements` in one transaction.
  package func change(_ statements: String...) throws {
    let queue = try open()
    try queue.write { database in
      for sql in statements { try database.execute(sql: sql) }
    }
    try queue.close()
  }

  /// Runs a statement that changes a table, without the care that SQLite takes of types and limits.
  package func spoil(_ table: String, _ statement: String) throws {
    let schema = "UPDATE sqlite_schema SET sql ="
    // Whoever opens the file after the first change hears of it.
    try change(
      "PRAGMA writable_schema = ON",
      "\(schema) replace(sql, ' STRICT', '') WHERE name = '\(table)'")
    try change(
      "PRAGMA writable_schema = ON", "PRAGMA ignore_check_constraints = ON", statement,
      "\(schema) sql || ' STRICT' WHERE name = '\(table)'")
  }

  /// Makes an index point to where another table stands, also for those who have the file open.
  package func spoilIndex(_ name: String) throws {
    try change(
      "PRAGMA writable_schema = ON",
      """
      UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'owner')
      WHERE name = '\(name)'
      """)
    // They read the schema again when it changes in an orderly way.
    try change("CREATE TABLE other (id)")
  }

  /// Runs `body` while nobody else can write.
  package func whileLocked(_ body: () throws -> Void) throws {
    let queue = try open()
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
      try body()
      try database.execute(sql: "ROLLBACK")
    }
    try queue.close()
  }

  private func open() throws -> DatabaseQueue {
    var configuration = Configuration()
    // The spool may be writing at that moment.
    configuration.busyMode = .timeout(30)
    return try DatabaseQueue(path: path, configuration: configuration)
  }
}
