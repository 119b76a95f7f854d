import OTLPEncoding
import Synchronization
import Telemetry

/// What a delivery does with its spool; everything here runs on the worker.
extension Delivery {
  /// When something is to be sent, moved to the disk, or taken from there.
  var dueWithSpool: Instant? {
    guard let spool else { return nil }
    let isUsable = spool.isUsable
    let dues = TelemetrySignal.allCases.map { ($0, spool.due($0)) }
    return state.withLock { state in
      if isUsable, isPressing(state) { return Instant(nanoseconds: 0) }
      return (dues.compactMap(state.refillDue) + [state.queue.next?.due].compactMap(\.self)).min()
    }
  }

  /// Puts the oldest request of each idle signal in its lane, so that an answer to it shows that the collector is back.
  func refill() {
    guard let spool else { return }
    let now = worker.clock.instant
    for signal in TelemetrySignal.allCases {
      let spoolDue = spool.due(signal)
      guard let due = state.withLock({ $0.refillDue(signal, spoolDue) }), due <= now,
        let next = spool.next(signal)
      else { continue }
      let isTaken = state.withLock { state in
        let export = state.nextExport()
        // Behind another one it could be taken for one that is not on disk.
        return !state.isClosed && state.queue[signal].isEmpty
          && state.queue.append(next.request, of: export, since: now, spot: next.place).isTaken
      }
      if !isTaken { spool.putOff(next.place, of: signal) }
    }
  }

  /// Moves requests to the disk while the collector is away and they take more than half of the memory.
  func relieve() {
    while let spool, spool.isUsable,
      let request = state.withLock({ isPressing($0) ? $0.queue.removeForSpool() : nil })
    {
      keep(request.encoded, otherwise: .queueFull)
    }
  }

  /// Whether requests are to be moved to the disk.
  private func isPressing(_ state: DeliveryState) -> Bool {
    state.isFailing && state.queue.cost > options.maximumQueueBytes / 2 && state.queue.hasRemovable
  }

  /// Stores a request that has left its lane, or books it as dropped.
  func keep(_ request: EncodedRequest, otherwise reason: DropReason, cause: String? = nil) {
    if let spool, spool.isUsable, spool.keep(request) { return }
    book.fail(request.itemCount, of: request.signal, because: reason, cause: cause)
    condition.noteDropped(request.itemCount, of: request.signal, because: reason)
  }

  /// Books a request the collector has answered for.
  func book(_ request: PendingRequest, rejected: Int) {
    if let spot = request.spot {
      spool?.settle(spot, request.itemCount, rejected: rejected, of: request.signal)
    } else {
      book.settle(request.itemCount, rejected: rejected, of: request.signal)
    }
  }

  /// Books a request the collector will never take.
  func bookRefusal(of request: PendingRequest, because reason: DropReason, cause: String) {
    if let spot = request.spot {
      spool?.refuse(spot, request.itemCount, of: request.signal, because: reason)
    } else {
      book.fail(request.itemCount, of: request.signal, because: reason, cause: cause)
    }
  }
}

extension DeliveryState {
  /// Whether any signal could not be delivered the last time.
  var isFailing: Bool { TelemetrySignal.allCases.contains { queue[$0].failures > 0 } }

  /// When an idle signal may take a request from the spool, which has one at `spoolDue`; nil when it is not idle.
  func refillDue(_ signal: TelemetrySignal, _ spoolDue: Instant?) -> Instant? {
    guard !isClosed, queue[signal].isEmpty, let spoolDue else { return nil }
    return max(spoolDue, queue[signal].nextAttempt)
  }
}
