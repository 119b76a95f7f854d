internal import GRDB

/// Takes over what can be read of a damaged file.
///
/// A request is taken when its checksum is right, also one that was claimed: by whoever opens the spool it stays so, and
/// what others had on its way may be sent twice rather than never. It keeps its id, so that none is used twice. The rescue
/// ends when it has taken two seconds, for which others who open the spool may wait, or as many bytes as the spool may keep,
/// the newest first.
struct SpoolRescue {
  private static let patience: UInt64 = 2_000_000_000
  /// Higher ones are nothing a spool lives to see, and the last of all would leave no other.
  private static let ids: ClosedRange<Int64> = 1...(1 << 40)

  private let options: SpoolOptions
  private let owner: Int64
  private let clock: @Sendable () -> UInt64
  private let start: UInt64
  private var taken = 0
  private var unreadable = 0
  private var left = 0

  private init(_ options: SpoolOptions, for owner: Int64, clock: @escaping @Sendable () -> UInt64) {
    self.options = options
    self.owner = owner
    self.clock = clock
    start = clock()
  }

  /// Copies the requests of the file at `path` into `queue`; returns how the sentence about it goes on.
  static func run(
    from path: String,
    into queue: DatabaseQueue,
    _ options: SpoolOptions,
    for owner: Int64,
    clock: @escaping @Sendable () -> UInt64
  ) -> String {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(options.busyTimeout / .seconds(1))
    // What cannot be opened has nothing to take over.
    guard let damaged = try? DatabaseQueue(path: path, configuration: configuration) else { return "" }
    var rescue = SpoolRescue(options, for: owner, clock: clock)
    do {
      // Without a transaction: SQLite does not end one that has met damage.
      try damaged.inDatabase { damaged in
        guard (try? SpoolSchema.isSpool(damaged)) == true else { return }
        let ids = rescue.ids(in: damaged)
        try queue.write { database in try rescue.copy(ids, from: damaged, to: database) }
      }
      return rescue.outcome
    } catch {
      // Nothing is written of a transaction that fails.
      return "; its requests cannot be taken over: \(error)"
    }
  }

  /// `, with 5 of its requests; 1 could not be read`.
  private var outcome: String {
    guard taken + unreadable + left > 0 else { return "" }
    return ", with \(taken) of its requests"
      + (unreadable > 0 ? "; \(unreadable) could not be read" : "")
      + (left > 0 ? "; there was no time or room for \(left)" : "")
  }

  private var isOverdue: Bool {
    let now = clock()
    return now > start && now - start > Self.patience
  }

  /// The ids of all requests, as far as the table or one of its indexes tells them.
  private func ids(in damaged: Database) -> [Int64] {
    let ways = [
      ("NOT INDEXED", "id"), ("INDEXED BY request_age", "stored_at"),
      ("INDEXED BY request_turn", "destination"),
    ]
    // Pages that lead in circles tell the same ones again and again.
    let most = options.maximumBytes / SpoolRequest.overhead
    var found: Set<Int64> = []
    for (way, column) in ways {
      // What comes after a damaged page is met from the other end.
      for direction in ["ASC", "DESC"] {
        let sql = "SELECT id FROM request \(way) ORDER BY \(column) \(direction)"
        guard !isOverdue, !collect(sql, atMost: most, from: damaged, into: &found) else { break }
      }
    }
    return found.filter(Self.ids.contains).sorted()
  }

  /// Whether all ids were read to the end.
  private func collect(
    _ sql: String, atMost most: Int, from damaged: Database, into found: inout Set<Int64>
  ) -> Bool {
    do {
      let rows = try Row.fetchCursor(damaged, sql: sql)
      for _ in 0..<most {
        guard !isOverdue else { return false }
        guard let row = try rows.next() else { return true }
        if let id = Int64.fromDatabaseValue(row[0]) { found.insert(id) }
      }
    } catch {
      // What was found so far counts.
    }
    return false
  }

  private mutating func copy(_ ids: [Int64], from damaged: Database, to database: Database) throws {
    var room = options.maximumBytes
    for (index, id) in ids.enumerated().reversed() {
      guard !isOverdue else {
        left += index + 1
        return
      }
      guard let stored = (try? SpoolRequest.read(id, from: damaged, for: owner)) ?? nil else {
        unreadable += 1
        continue
      }
      room -= stored.request.cost
      guard room >= 0 else {
        left += index + 1
        return
      }
      let time = Int64(clamping: min(stored.storedAt, clock()))
      // Nobody's turn is later than that of the next id.
      let turn = (0...id * SpoolTurn.step).contains(stored.turn) ? stored.turn : id * SpoolTurn.step
      try stored.request.insert(into: database, at: time, by: stored.storedBy, as: id, turn: turn)
      if (try? SpoolClaims.contains(id, of: owner, damaged)) == true {
        try SpoolClaims.add(id, of: owner, database)
      }
      taken += 1
    }
  }
}
