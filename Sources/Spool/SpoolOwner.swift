internal import GRDB

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// One open spool among those that share a file: what it claims is its own until it ends.
///
/// It lives as long as its lock, which the system takes from a process that dies. So a claim needs no time limit:
/// one that is slow, or stopped, keeps what it has, and what a dead one had is free at once.
package final class SpoolOwner: Sendable {
  let id: Int64
  private let lock: FileLock
  private let processID = getpid()
  private let directory: SpoolDirectory

  /// Enters a new owner into the file; within a transaction, so that nobody finds it before it has its lock.
  init(in directory: SpoolDirectory, _ database: Database) throws {
    // Not counted up: a file that was moved aside may still have owners, and their locks.
    id = Int64.random(in: 1...Int64.max)
    self.directory = directory
    guard let lock = try FileLock(Self.path(of: id, in: directory)) else {
      throw SpoolError(.busy, path: directory.path)
    }
    self.lock = lock
    try database.execute(sql: "INSERT INTO owner (id) VALUES (?)", arguments: [id])
  }

  /// Enters this owner into a file that stands for another that it was in.
  func entered(into database: Database) throws -> SpoolOwner {
    try database.execute(sql: "INSERT OR IGNORE INTO owner (id) VALUES (?)", arguments: [id])
    return self
  }

  /// Whether this is the process that opened the spool, and not a fork, which must not use its connection.
  var isHere: Bool { getpid() == processID }

  /// Frees what dead owners have claimed.
  func freeClaimsOfTheDead(_ database: Database) throws {
    let others = try Int64.fetchAll(database, sql: "SELECT id FROM owner WHERE id <> ?", arguments: [id])
    for other in others {
      let path = Self.path(of: other, in: directory)
      guard let lock = try? FileLock(path) else { continue }
      try SpoolClaims.removeAll(of: other, database)
      try database.execute(sql: "DELETE FROM owner WHERE id = ?", arguments: [other])
      _ = unsafe unlink(path)
      withExtendedLifetime(lock) {}
    }
  }

  deinit {
    if isHere { _ = unsafe unlink(Self.path(of: id, in: directory)) }
  }

  private static func path(of id: Int64, in directory: SpoolDirectory) -> String {
    "\(directory.path)/owner-\(id).lock"
  }
}
