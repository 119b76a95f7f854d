import Synchronization

/// Which of two pages is written to: recorders write to one while what stands on the other is collected.
///
/// All series of a provider turn the page together, so that a collection sees all instruments at one moment.
@safe final class CollectionPhase: Sendable {
  private nonisolated(unsafe) let page: UnsafeMutablePointer<Atomic<Int>>

  init() {
    unsafe page = .allocate(capacity: 1)
    unsafe page.initialize(to: Atomic(0))
  }

  deinit {
    unsafe page.deallocate()
  }

  /// Where the number of the page stands as long as this object lives.
  var pointer: UnsafePointer<Atomic<Int>> { unsafe UnsafePointer(page) }

  /// The page to write to, 0 or 1; asked for between ``ThreadSlot/enter()`` and ``ThreadSlot/leave(_:)``.
  @inline(__always)
  var current: Int { unsafe page.pointee.load(ordering: .acquiring) }

  /// Lets recorders write to the other page, and waits until nobody writes to this one any more.
  ///
  /// To be called by one thread at a time.
  func turn() -> (closed: Int, stragglers: GracePeriod.Stragglers) {
    let closed = unsafe page.pointee.load(ordering: .relaxed)
    unsafe page.pointee.store(1 - closed, ordering: .sequentiallyConsistent)
    return (closed, GracePeriod.wait())
  }
}
