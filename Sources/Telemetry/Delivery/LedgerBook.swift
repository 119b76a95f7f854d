import Synchronization

/// Who counts items for a while before it books them.
package protocol LedgerSource: AnyObject, Sendable {
  /// Books what is not booked yet.
  func bookItems()
}

/// The one place where items are booked from one state into the next.
package final class LedgerBook: Sendable {
  /// The ledger, and why deliveries failed.
  package struct Account: Sendable {
    /// Where every item is.
    package var ledger = Ledger()
    /// How many items could not be delivered, by what the last attempt failed of.
    package var failures: [TelemetrySignal: [String: UInt64]] = [:]

    fileprivate mutating func drop(_ count: Int, of signal: TelemetrySignal, because reason: DropReason) {
      ledger.queued[signal] &-= UInt64(count)
      ledger.dropped[reason, default: ItemCounts()][signal] &+= UInt64(count)
    }

    /// Counts items whose delivery has failed of `cause`.
    mutating func noteFailure(of count: Int, _ signal: TelemetrySignal, _ cause: String) {
      failures[signal, default: [:]][cause, default: 0] &+= UInt64(count)
    }
  }

  private struct Source {
    weak var source: (any LedgerSource)?
  }

  private let state = Mutex(Account())
  private let sources = Mutex<[Source]>([])

  package init() {}

  /// Lets `source` book what it counted whenever somebody looks.
  package func add(_ source: any LedgerSource) {
    sources.withLock { $0.append(Source(source: source)) }
  }

  /// The state of the books at this moment; it adds up at every moment.
  package var snapshot: Ledger { account.ledger }

  /// The same with the causes.
  package var account: Account {
    for source in sources.withLock({ $0 }) { source.source?.bookItems() }
    return state.withLock { $0 }
  }

  /// How many items of a signal wait on disk.
  package func spooledCount(of signal: TelemetrySignal) -> UInt64 {
    state.withLock { $0.ledger.spooled[signal] }
  }

  /// Items handed over for export, waiting from now on.
  package func accept(_ count: Int, of signal: TelemetrySignal) {
    guard count > 0 else { return }
    state.withLock {
      $0.ledger.accepted[signal] &+= UInt64(count)
      $0.ledger.queued[signal] &+= UInt64(count)
    }
  }

  /// Waiting items the collector answered for: it kept all but `rejected` of them.
  package func settle(_ count: Int, rejected: Int, of signal: TelemetrySignal) {
    let rejected = min(max(rejected, 0), count)
    state.withLock {
      $0.ledger.queued[signal] &-= UInt64(count)
      $0.ledger.exported[signal] &+= UInt64(count - rejected)
      $0.ledger.rejected[signal] &+= UInt64(rejected)
    }
  }

  /// Waiting items given up before they were handed over for delivery.
  package func drop(_ count: Int, of signal: TelemetrySignal, because reason: DropReason) {
    guard count > 0 else { return }
    state.withLock { $0.drop(count, of: signal, because: reason) }
  }

  /// Waiting items whose delivery has failed; `cause` says more than the reason if it was tried.
  package func fail(
    _ count: Int,
    of signal: TelemetrySignal,
    because reason: DropReason,
    cause: String? = nil
  ) {
    guard count > 0 else { return }
    state.withLock {
      $0.drop(count, of: signal, because: reason)
      $0.noteFailure(of: count, signal, cause ?? reason.rawValue)
    }
  }

  /// Moves items from one place of the books into another.
  func change(_ body: (inout Account) -> Void) {
    state.withLock { body(&$0) }
  }

  /// Items given up before they could wait.
  package func refuse(_ count: Int, of signal: TelemetrySignal, because reason: DropReason) {
    guard count > 0 else { return }
    state.withLock {
      $0.ledger.accepted[signal] &+= UInt64(count)
      $0.ledger.dropped[reason, default: ItemCounts()][signal] &+= UInt64(count)
    }
  }
}
