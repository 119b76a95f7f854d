import Synchronization

/// The floor of what recording costs: one number that threads add to.
final class AtomicCell: Sendable {
  private let value = Atomic<UInt64>(0)

  @inline(never)
  func add(_ count: Int) {
    for _ in 0..<count { value.wrappingAdd(1, ordering: .relaxed) }
  }
}
