import Synchronization

/// How many bytes may wait: in open batches of all signals, which set them aside in steps so that threads do not meet here for
/// each item, and in the queue behind them.
///
/// Whoever takes a part says so before it looks at what others have taken. So two that come at once may both be turned away,
/// but never both take the same bytes.
final class ByteBudget: Sendable {
  private static let step = 16_384

  let maximum: Int
  private let reservedBytes = Atomic(0)
  private let queuedBytes = Atomic(0)

  init(_ maximum: Int) {
    self.maximum = maximum
  }

  /// What open batches have set aside.
  var reserved: Int { reservedBytes.load(ordering: .sequentiallyConsistent) }

  /// What the queue takes, or is about to.
  var queued: Int {
    get { queuedBytes.load(ordering: .sequentiallyConsistent) }
    set { queuedBytes.store(newValue, ordering: .sequentiallyConsistent) }
  }

  /// Sets aside at least `needed` bytes and mostly some more; returns how many, 0 when there is no room.
  func reserve(_ needed: Int) -> Int {
    if reserveExactly(needed &+ Self.step) { return needed &+ Self.step }
    return reserveExactly(needed) ? needed : 0
  }

  /// Sets aside `count` bytes; false, with nothing done, when there is no room.
  func reserveExactly(_ count: Int) -> Bool {
    let sum = reservedBytes.wrappingAdd(count, ordering: .sequentiallyConsistent).newValue
    if sum &+ queued <= maximum { return true }
    release(count)
    return false
  }

  func release(_ count: Int) {
    reservedBytes.wrappingSubtract(count, ordering: .sequentiallyConsistent)
  }
}
