import Synchronization

/// Which of two pages is written to: recorders write to one while what stands on the other is collected.
///
/// All series of a provider turn the page together, so that a collection sees all instruments at one moment.
final class CollectionPhase: Sendable {
  private let page = Atomic<Int>(0)

  /// The page to write to, 0 or 1; asked for between ``ThreadSlot/enter()`` and ``ThreadSlot/leave()``.
  @inline(__always)
  var current: Int { page.load(ordering: .acquiring) }

  /// Lets recorders write to the other page, and waits until nobody writes to this one any more.
  ///
  /// To be called by one thread at a time.
  func turn() -> (closed: Int, stragglers: GracePeriod.Stragglers) {
    let closed = page.load(ordering: .relaxed)
    page.store(1 - closed, ordering: .sequentiallyConsistent)
    return (closed, GracePeriod.wait())
  }
}
