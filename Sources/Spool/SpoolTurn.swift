internal import GRDB

/// The place of a request in the queue of its signal. There is room between two of them for the pieces of the first.
enum SpoolTurn {
  /// How far apart requests are that were stored one after the other.
  static let step: Int64 = 1 << 20

  /// The turns of `count` pieces of the request whose turn is `turn`, in their order. Of those that have no room of their own
  /// the one with the smaller id comes first.
  static func ofPieces(
    _ count: Int, at turn: Int64, of signal: Int64, for destination: String, _ database: Database
  ) throws -> [Int64] {
    let next = try Int64.fetchOne(
      database, sql: "SELECT MIN(turn) FROM request WHERE destination = ? AND signal = ? AND turn > ?",
      arguments: [destination, signal, turn])
    // What a damaged row says may be anything.
    let room = min((next ?? .max) &- turn, step - turn % step)
    guard room > 0 else { return Array(repeating: turn, count: count) }
    return (0..<Int64(count)).map { turn &+ room * $0 / Int64(count) }
  }
}
