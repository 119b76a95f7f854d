import CTelemetry
import Synchronization

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Waiting until every recording that began before has ended.
enum GracePeriod {
  /// The slots whose threads were still in the same recording when the time was over.
  struct Stragglers {
    /// One bit for each.
    private var bits: UInt64 = 0
    private var phases: [(slot: Int, phase: UInt64)] = []

    /// Whether there is none.
    var isEmpty: Bool { bits == 0 }

    func contains(_ index: Int) -> Bool { bits & (1 << UInt64(index)) != 0 }

    fileprivate mutating func add(_ slot: ThreadSlot.Pointer, _ phase: UInt64) {
      let index = unsafe slot.pointee.index
      bits |= 1 << UInt64(index)
      phases.append((index, phase))
    }

    /// The numbers of those that have left that recording since. Any later one of theirs began when the page had been
    /// turned, so that nobody writes to their cells on the closed one any more.
    func thatLeft() -> [Int] {
      phases.filter { ThreadSlots.phase(of: $0.slot) != $0.phase }.map(\.slot)
    }
  }

  /// A thread that is taken off its processor in the middle of a recording can take as long as the system likes.
  private static let patience = Duration.milliseconds(100)

  /// Returns when every thread that was recording has left that recording, or has had enough time to.
  ///
  /// What this thread stored before, all others see from now on: a recording that begins later turns to the new page.
  static func wait() -> Stragglers {
    _ = ctelemetry_membarrier()
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    var stragglers = Stragglers()
    unsafe ThreadSlots.forEach { slot in
      let seen = unsafe slot.pointee.phase.load(ordering: .acquiring)
      if seen % 2 == 1, unsafe !leaves(slot, seen) { unsafe stragglers.add(slot, seen) }
    }
    return stragglers
  }

  /// Whether the recording that `slot` was in at phase `seen` ends in time.
  private static func leaves(_ slot: ThreadSlot.Pointer, _ seen: UInt64) -> Bool {
    for _ in 0..<200 where unsafe slot.pointee.phase.load(ordering: .acquiring) != seen { return true }
    let clock = SystemClock()
    let end = clock.instant.advanced(by: patience)
    while clock.instant < end {
      sched_yield()
      if unsafe slot.pointee.phase.load(ordering: .acquiring) != seen { return true }
    }
    return false
  }
}
