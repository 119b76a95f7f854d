internal import GRDB

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A queue of encoded requests on disk, for what a collector cannot take now.
///
/// It is one SQLite file in a directory of its own, private to its user. What ``store(_:)`` returned from survives the
/// end of the process, also by `SIGKILL`; the loss of power may take what was stored last, but leaves the file sound.
/// Several processes may open one directory: each request is handed out to one of them, until that one confirms it,
/// gives it back, or ends.
///
/// Nothing here stops a program: what cannot be opened or written is an error to fall back from, and a damaged file is
/// moved aside. All calls are safe from any thread; they take turns, and wait for other processes no longer than
/// ``SpoolOptions/busyTimeout``.
package final class Spool: Sendable {
  /// What the spool may keep.
  package let options: SpoolOptions
  /// What happened while the spool was opened and ought to be said once; nil when nothing did.
  package let notice: String?

  private let directory: SpoolDirectory
  private let queue: DatabaseQueue
  /// Who this spool is for others that share the file.
  package let owner: SpoolOwner
  private let clock: @Sendable () -> UInt64

  /// Opens the spool in the directory at `path`, which is made where there is none; `clock` tells the nanoseconds since
  /// 1970.
  ///
  /// A file that is damaged or no spool becomes `spool.sqlite.bad`, and ``notice`` says so; what can be read of it is taken
  /// over. Up to ``SpoolOptions/maximumCheckedBytes`` the whole file is read to see whether it is sound; the damage of a
  /// larger one shows when it is met. Who then opens it again as the same `owner` keeps what is its own, and its claims.
  package static func open(
    at path: String,
    options: SpoolOptions = SpoolOptions(),
    as owner: SpoolOwner? = nil,
    clock: @escaping @Sendable () -> UInt64 = Spool.systemTime
  ) throws(SpoolError) -> Spool {
    let directory = try SpoolDirectory(path)
    let lock = try directory.openingLock(patience: options.busyTimeout)
    defer { withExtendedLifetime(lock) {} }
    do {
      return try Spool(in: directory, options: options, as: owner, clock: clock)
    } catch {
      guard case .damaged(let text) = error.reason else { throw error }
      let damage = Damage(text: text, place: try directory.moveDatabaseAside())
      return try Spool(in: directory, options: options, as: owner, clock: clock, after: damage)
    }
  }

  /// What was wrong with a file, and where it is now.
  private struct Damage {
    let text: String
    let place: String
  }

  private init(
    in directory: SpoolDirectory,
    options: SpoolOptions,
    as former: SpoolOwner?,
    clock: @escaping @Sendable () -> UInt64,
    after damage: Damage? = nil
  ) throws(SpoolError) {
    self.directory = directory
    self.options = options
    self.clock = clock
    try directory.prepareDatabase()
    (queue, owner) = try SpoolError.translating(directory.path) {
      let queue = try DatabaseQueue(
        path: directory.database, configuration: SpoolSchema.configuration(options))
      let owner = try queue.write { database in
        // Who opens it again has met damage.
        let limit = former == nil ? options.maximumCheckedBytes : .max
        try SpoolSchema.prepare(database, path: directory.path, checkingUpTo: limit)
        let owner = try former?.entered(into: database) ?? SpoolOwner(in: directory, database)
        try owner.freeClaimsOfTheDead(database)
        return owner
      }
      return (queue, owner)
    }
    notice = damage.map { [queue, owner] damage in
      let outcome = SpoolRescue.run(from: damage.place, into: queue, options, for: owner.id, clock: clock)
      return
        "\(directory.database): \(damage.text); moved to \(damage.place), and a new spool begun\(outcome)"
    }
  }

  /// Stores `request`; when it returns, the request is on disk.
  ///
  /// What is too old is given up first, then the oldest of any signal, until there is room. Both are returned.
  package func store(_ request: SpoolRequest) throws(SpoolError) -> [SpoolLoss] {
    let cost = request.cost
    guard cost <= options.maximumBytes else {
      throw SpoolError(.tooLarge(cost: cost, maximum: options.maximumBytes), path: directory.path)
    }
    return try write { database in
      var losses = try expire(database)
      losses += try makeRoom(for: cost, database)
      try request.insert(into: database, at: now, by: owner.id)
      return losses
    }
  }

  /// Claims the oldest requests of a signal for a collector, which together cost at most `maximum` bytes; one that costs
  /// more comes alone.
  package func claim(
    _ signal: SpoolRequest.Signal,
    for destination: String,
    atMost maximum: Int
  ) throws(SpoolError) -> SpoolClaim {
    try write { database in
      try owner.freeClaimsOfTheDead(database)
      var claim = SpoolClaim(losses: try expire(database))
      // Damaged ones are not all there is: what comes after them is looked at in the same call.
      for _ in 0..<Self.maximumRounds where claim.requests.isEmpty {
        let ids = try oldest(signal, for: destination, atMost: maximum, database)
        guard !ids.isEmpty else { break }
        try take(ids, into: &claim, database)
      }
      claim.isBehindOthers =
        try signal == .metrics && claim.requests.isEmpty
        && SpoolClaims.areLeft(of: signal, for: destination, by: owner.id, database)
      return claim
    }
  }

  /// Removes requests that this spool had claimed, since the collector has them or never will.
  ///
  /// - Returns: How many there were; a request that is not claimed by this spool is left alone.
  @discardableResult
  package func confirm(_ ids: some Sequence<Int64>) throws(SpoolError) -> Int {
    try write { database in
      var count = 0
      for id in ids {
        guard try SpoolClaims.remove(id, of: owner.id, database) else { continue }
        try database.execute(sql: "DELETE FROM request WHERE id = ?", arguments: [id])
        count += 1
      }
      if try usage(database) == 0 { try database.execute(sql: "PRAGMA incremental_vacuum") }
      return count
    }
  }

  /// Returns requests that this spool had claimed to their places in the queue.
  ///
  /// - Returns: How many there were; a request that is not claimed by this spool is left alone.
  @discardableResult
  package func giveBack(_ ids: some Sequence<Int64>) throws(SpoolError) -> Int {
    try write { database in
      try ids.count { try SpoolClaims.remove($0, of: owner.id, database) }
    }
  }

  /// The machine's time of day in nanoseconds since 1970.
  package static let systemTime: @Sendable () -> UInt64 = {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
  }
}

/// What the calls are made of, each within their transaction.
extension Spool {
  func write<Value>(_ body: (Database) throws -> Value) throws(SpoolError) -> Value {
    guard owner.isHere else { throw SpoolError(.forked, path: directory.path) }
    return try SpoolError.translating(directory.path) { try queue.write(body) }
  }

  private var now: Int64 { Int64(clamping: clock()) }

  private static let maximumRounds = 100

  private func take(_ ids: [Int64], into claim: inout SpoolClaim, _ database: Database) throws {
    for id in ids {
      guard let request = try SpoolRequest.read(id, from: database, for: owner.id) else {
        claim.losses += try giveUp(.damaged, where: "id = ?", [id], database)
        // Its cost may not have been what it was added with.
        try database.execute(sql: "UPDATE usage SET cost = (SELECT COALESCE(SUM(cost), 0) FROM request)")
        continue
      }
      claim.requests.append(request)
      try SpoolClaims.add(id, of: owner.id, database)
    }
  }

  private func usage(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT cost FROM usage") ?? 0
  }

  private func giveUp(
    _ reason: SpoolLoss.Reason, where condition: String, _ arguments: [Int64], _ database: Database
  ) throws -> [SpoolLoss] {
    try SpoolLoss.giveUp(reason, where: condition, arguments, in: database, for: owner.id)
  }

  private func expire(_ database: Database) throws -> [SpoolLoss] {
    try giveUp(
      .expired, where: "stored_at < ? AND \(SpoolClaims.isFree)", [now - options.maximumNanoseconds], database
    )
  }

  /// Gives up the oldest requests until another one of `cost` fits.
  private func makeRoom(for cost: Int, _ database: Database) throws -> [SpoolLoss] {
    var excess = try usage(database) &+ cost &- options.maximumBytes
    guard excess > 0 else { return [] }
    try owner.freeClaimsOfTheDead(database)
    let rows = try Row.fetchCursor(
      database, sql: "SELECT id, cost FROM request WHERE \(SpoolClaims.isFree) ORDER BY id")
    var last: Int64 = 0
    while excess > 0 {
      guard let row = try rows.next() else { throw SpoolError(.allClaimed, path: directory.path) }
      last = try row.decode(atIndex: 0)
      excess &-= try row.decode(Int.self, atIndex: 1)
    }
    return try giveUp(.evicted, where: "id <= ? AND \(SpoolClaims.isFree)", [last], database)
  }

  private func oldest(
    _ signal: SpoolRequest.Signal, for destination: String, atMost maximum: Int, _ database: Database
  ) throws -> [Int64] {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT id, cost FROM request WHERE destination = ? AND signal = ?
          AND \(signal == .metrics ? SpoolClaims.isNext : SpoolClaims.isFree) ORDER BY turn, id
        """,
      arguments: [destination, signal.rawValue]
    )
    var ids: [Int64] = []
    var room = maximum
    while let row = try rows.next() {
      room &-= try row.decode(Int.self, atIndex: 1)
      guard room >= 0 || ids.isEmpty else { break }
      ids.append(try row.decode(atIndex: 0))
    }
    return ids
  }
}
