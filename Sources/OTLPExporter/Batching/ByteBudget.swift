import Synchronization

/// How many bytes the open batches of all signals may take, set aside in steps so that threads do not meet here for each item.
final class ByteBudget: Sendable {
  private static let step = 16_384

  /// With what waits behind them.
  let maximum: Int
  private let reserved = Atomic(0)

  /// How much is set aside now.
  var reservedBytes: Int { reserved.load(ordering: .relaxed) }

  init(_ maximum: Int) {
    self.maximum = maximum
  }

  /// Sets aside at least `needed` bytes and mostly some more, where `others` take part of the budget too; returns how many,
  /// 0 when there is no room.
  func reserve(_ needed: Int, beside others: Int) -> Int {
    if reserveExactly(needed &+ Self.step, beside: others) { return needed &+ Self.step }
    return reserveExactly(needed, beside: others) ? needed : 0
  }

  /// Sets aside `count` bytes; false, with nothing done, when there is no room.
  func reserveExactly(_ count: Int, beside others: Int) -> Bool {
    let sum = reserved.wrappingAdd(count, ordering: .relaxed).newValue
    if sum &+ others <= maximum { return true }
    release(count)
    return false
  }

  func release(_ count: Int) {
    reserved.wrappingSubtract(count, ordering: .relaxed)
  }
}
