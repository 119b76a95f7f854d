import Synchronization

/// The open batches in front of a delivery, which live no longer for being here.
final class OpenBatchList: Sendable {
  private struct Member {
    weak var batches: OpenBatches?
  }

  private let members = Mutex<[Member]>([])

  func add(_ batches: OpenBatches) {
    members.withLock { $0.append(Member(batches: batches)) }
  }

  /// Hands over what is in all of them.
  func seal() {
    for member in members.withLock({ $0 }) { member.batches?.seal() }
  }
}
