internal import GRDB

/// What the file of a spool looks like, and how a file is found to be one.
enum SpoolSchema {
  static let version = 1
  /// Stands in the head of the file, so that a database of somebody else is not taken for a spool: "SBsp".
  private static let application = 0x5342_7370

  static func configuration(_ options: SpoolOptions) -> Configuration {
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.busyMode = .timeout(options.busyTimeout / .seconds(1))
    configuration.label = "session-buddy-telemetry.spool"
    configuration.prepareDatabase { database in
      // Pages that become free are given back to the file system, and so is a long write-ahead log.
      try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
      try database.execute(sql: "PRAGMA journal_size_limit = 1048576")
    }
    return configuration
  }

  /// Makes the tables of an empty file; throws unless the file then is a spool of this version, and a sound one, which is not
  /// looked at in a file of more than `limit` bytes.
  static func prepare(_ database: Database, path: String, checkingUpTo limit: Int) throws {
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
    if application == 0, found == 0, tables == 0 { return try create(database) }
    guard application == Self.application else {
      throw SpoolError(.damaged("a database of another kind"), path: path)
    }
    guard found <= version else { throw SpoolError(.newer(version: found), path: path) }
    guard try size(of: database) <= limit else { return }
    let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
    guard verdict == "ok" else {
      // It has a line that names the database, and one that names the damage.
      let text = verdict?.split(separator: "\n").last.map(String.init)
      throw SpoolError(.damaged(text ?? "no verdict"), path: path)
    }
  }

  private static func size(of database: Database) throws -> Int {
    let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
    return try pages * (Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
  }

  /// Whether a file that need not be sound is a spool of this version.
  static func isSpool(_ database: Database) throws -> Bool {
    try Int.fetchOne(database, sql: "PRAGMA application_id") == application
      && Int.fetchOne(database, sql: "PRAGMA user_version") == version
  }

  /// The sums are kept by triggers, so that no call can forget them and none has to read every row. The check of a file finds
  /// values that are none of their column. A claim stands apart from its request, which would be written again with every change.
  private static func create(_ database: Database) throws {
    try database.execute(
      sql: """
        PRAGMA application_id = \(application);
        PRAGMA user_version = \(version);
        CREATE TABLE owner (id INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE request (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          turn INTEGER NOT NULL CHECK (turn >= 0),
          signal INTEGER NOT NULL,
          destination TEXT NOT NULL,
          items INTEGER NOT NULL CHECK (items >= 0),
          cost INTEGER NOT NULL CHECK (cost BETWEEN 0 AND 1 << 40),
          stored_at INTEGER NOT NULL,
          stored_by INTEGER NOT NULL,
          checksum INTEGER NOT NULL,
          bytes BLOB NOT NULL
        ) STRICT;
        CREATE INDEX request_turn ON request (destination, signal, turn, id);
        CREATE INDEX request_age ON request (stored_at);
        CREATE TABLE claim (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL) STRICT;
        CREATE TABLE usage (cost INTEGER NOT NULL) STRICT;
        INSERT INTO usage (cost) VALUES (0);
        CREATE TRIGGER request_stored AFTER INSERT ON request BEGIN
          UPDATE usage SET cost = cost + NEW.cost;
        END;
        CREATE TRIGGER request_gone AFTER DELETE ON request BEGIN
          UPDATE usage SET cost = cost - OLD.cost;
          DELETE FROM claim WHERE id = OLD.id;
        END;
        """
    )
  }
}
