import GRDB
public import SessionBuddyBridge

/// Session-Buddy's database of activity events, opened for reading only.
///
/// Nothing is written and no file is created beside it. Rows are read in short transactions, so that
/// Session-Buddy, which commits every event by itself, never has to wait for a reader. Open it anew whenever there
/// may be new rows: what is kept open may not see them.
///
/// ```swift
/// var rows = try ActivityDatabase.find(home: "/Users/dev").events(after: lastID)
/// while let row = try rows.next() {
///   switch row {
///   case .success(let event): bridge.record(event)
///   case .failure: bridge.noteInvalid()
///   }
/// }
/// ```
public struct ActivityDatabase: Sendable {
  /// The file.
  public let path: String
  private let queue: DatabaseQueue

  /// Where Session-Buddy may keep its events, most likely place first.
  ///
  /// The second place also exists where only entity extraction ran; it then holds no events.
  public static func candidates(home: String) -> [String] {
    ["app_monitoring/activity.db", "activity.db"].map { home + "/.claude/data/" + $0 }
  }

  /// The first of the ``candidates(home:)`` that holds events; otherwise the error says what each of them is.
  public static func find(
    home: String,
    busyTimeout: Duration = .seconds(5)
  ) throws(SourceError) -> ActivityDatabase {
    var attempts: [SourceError] = []
    for path in candidates(home: home) {
      do throws(SourceError) {
        return try ActivityDatabase(path: path, busyTimeout: busyTimeout)
      } catch {
        attempts.append(error)
      }
    }
    throw SourceError(.notFound(attempts), path: home)
  }

  /// Opens the database at `path`, waiting up to `busyTimeout` where another process has it locked.
  public init(path: String, busyTimeout: Duration = .seconds(5)) throws(SourceError) {
    let writeAheadLog: Bool
    switch try SourceFile(path: path) {
    case .sqlite(let hasWriteAheadLog): writeAheadLog = hasWriteAheadLog
    case .text: throw SourceError(.notSQLite(found: "a text file"), path: path)
    case .empty: throw SourceError(.notSQLite(found: "an empty file"), path: path)
    }
    self.path = path
    queue = try SourceError.translating(path) {
      try DatabaseQueue(
        path: Self.location(of: path, writeAheadLog: writeAheadLog),
        configuration: Self.configuration(busyTimeout: busyTimeout)
      )
    }
    if let problem = try read(ActivitySchema.problem) { throw SourceError(problem, path: path) }
  }

  /// The events behind row `id`, in the order they were written; 0 for all.
  ///
  /// Keep ``ActivityRows/lastID`` and pass it the next time to read only what is new.
  public func events(after id: Int64 = 0, sourceTimeZone: UTCOffset = .utc) -> ActivityRows {
    ActivityRows(of: self, after: id, sourceTimeZone: sourceTimeZone)
  }

  /// What `fetch` reads in one transaction.
  func read<Value>(_ fetch: (Database) throws -> Value) throws(SourceError) -> Value {
    try SourceError.translating(path) { try queue.read(fetch) }
  }

  private static func configuration(busyTimeout: Duration) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(busyTimeout / .seconds(1))
    configuration.label = "session-buddy-telemetry.activity"
    return configuration
  }

  /// What SQLite is to open.
  ///
  /// Even a read-only connection creates `-wal` and `-shm` files beside a database that keeps a write-ahead log.
  /// As long as no log is there, nobody has the database open, and it can be read as the plain file it is.
  private static func location(of path: String, writeAheadLog: Bool) -> String {
    if writeAheadLog, !FileReader.exists(path + "-wal") {
      return "file:" + path.percentEncoded + "?immutable=1"
    }
    return path.hasPrefix("file:") ? "./" + path : path
  }
}

extension SourceError {
  /// Runs `body` and turns what SQLite says into an error about `path`.
  static func translating<Value>(_ path: String, _ body: () throws -> Value) throws(SourceError) -> Value {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw switch error.resultCode {
      case .SQLITE_NOTADB: SourceError(.notSQLite(found: "a file that only begins like one"), path: path)
      case .SQLITE_BUSY, .SQLITE_LOCKED: SourceError(.busy, path: path)
      case .SQLITE_PERM, .SQLITE_AUTH: SourceError(.notPermitted, path: path)
      default: SourceError(.failed(error.message ?? "SQLite error \(error.resultCode.rawValue)"), path: path)
      }
    } catch {
      throw SourceError(.failed("\(error)"), path: path)
    }
  }
}

extension String {
  /// The path as a URI may hold it.
  fileprivate var percentEncoded: String {
    utf8.map { byte in
      let scalar = Unicode.Scalar(byte)
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      guard !isPlain, !"/-._~".unicodeScalars.contains(scalar) else { return String(scalar) }
      let digits = String(byte, radix: 16, uppercase: true)
      return digits.count == 1 ? "%0" + digits : "%" + digits
    }.joined()
  }
}
