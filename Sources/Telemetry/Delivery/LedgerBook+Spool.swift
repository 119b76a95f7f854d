/// Items that wait on disk.
///
/// What an earlier run or another process stored is not in this ledger until it has left the disk; then it is booked as
/// accepted and where it went, so that the ledger adds up and nothing is lost in silence.
extension LedgerBook {
  /// Waiting items that were stored on disk.
  package func spool(_ count: Int, of signal: TelemetrySignal) {
    change { account in
      account.ledger.queued[signal] &-= UInt64(count)
      account.ledger.spooled[signal] &+= UInt64(count)
    }
  }

  /// Items on disk the collector answered for: it kept all but `rejected` of them.
  package func settleSpooled(_ count: Int, rejected: Int, of signal: TelemetrySignal, isOwn: Bool) {
    let rejected = min(max(rejected, 0), count)
    change { account in
      account.ledger.leaveDisk(count, of: signal, isOwn: isOwn)
      account.ledger.exported[signal] &+= UInt64(count - rejected)
      account.ledger.rejected[signal] &+= UInt64(rejected)
    }
  }

  /// Items on disk that were given up, which is a failure of their delivery; `cause` says more than the reason if that was
  /// tried.
  package func dropSpooled(
    _ count: Int,
    of signal: TelemetrySignal,
    because reason: DropReason,
    cause: String? = nil,
    isOwn: Bool
  ) {
    guard count > 0 else { return }
    change { account in
      account.ledger.leaveDisk(count, of: signal, isOwn: isOwn)
      account.ledger.dropped[reason, default: ItemCounts()][signal] &+= UInt64(count)
      account.noteFailure(of: count, signal, cause ?? reason.rawValue)
    }
  }
}

extension Ledger {
  fileprivate mutating func leaveDisk(_ count: Int, of signal: TelemetrySignal, isOwn: Bool) {
    if isOwn {
      spooled[signal] &-= UInt64(count)
    } else {
      accepted[signal] &+= UInt64(count)
    }
  }
}
