import Synchronization

/// The one place where items are booked from one state into the next.
package final class LedgerBook: Sendable {
  private let ledger = Mutex(Ledger())

  package init() {}

  /// The state of the books at this moment; it adds up at every moment.
  package var snapshot: Ledger { ledger.withLock { $0 } }

  /// Items handed over for export, waiting from now on.
  package func accept(_ count: Int, of signal: TelemetrySignal) {
    ledger.withLock {
      $0.accepted[signal] &+= UInt64(count)
      $0.queued[signal] &+= UInt64(count)
    }
  }

  /// Waiting items the collector answered for: it kept all but `rejected` of them.
  package func settle(_ count: Int, rejected: Int, of signal: TelemetrySignal) {
    let rejected = min(max(rejected, 0), count)
    ledger.withLock {
      $0.queued[signal] &-= UInt64(count)
      $0.exported[signal] &+= UInt64(count - rejected)
      $0.rejected[signal] &+= UInt64(rejected)
    }
  }

  /// Waiting items given up.
  package func drop(_ count: Int, of signal: TelemetrySignal, because reason: DropReason) {
    guard count > 0 else { return }
    ledger.withLock {
      $0.queued[signal] &-= UInt64(count)
      $0.dropped[reason, default: ItemCounts()][signal] &+= UInt64(count)
    }
  }

  /// Items given up before they could wait.
  package func refuse(_ count: Int, of signal: TelemetrySignal, because reason: DropReason) {
    guard count > 0 else { return }
    ledger.withLock {
      $0.accepted[signal] &+= UInt64(count)
      $0.dropped[reason, default: ItemCounts()][signal] &+= UInt64(count)
    }
  }
}
