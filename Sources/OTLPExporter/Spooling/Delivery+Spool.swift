import OTLPEncoding
import Spool
import Synchronization
import Telemetry

/// What a delivery does with its spool; everything here runs on the worker.
extension Delivery {
  /// When something is to be sent, moved to the disk, or taken from there.
  var dueWithSpool: Instant? {
    guard let spool else { return nil }
    let isUsable = spool.isUsable
    let dues = TelemetrySignal.allCases.map { ($0, spool.due($0)) }
    let holds = TelemetrySignal.allCases.map { ($0, spool.heldUntil($0)) }
    return state.withLock { state in
      if isUsable, isPressing(state) { return Instant(nanoseconds: 0) }
      let waiting = holds.compactMap { signal, end in state.queue[signal].due.map { max($0, end ?? $0) } }
      return (dues.compactMap(state.refillDue) + waiting).min()
    }
  }

  /// Whether what waits in memory is left there for a moment, since older requests on disk come first. Nobody who waits for a
  /// flush is kept waiting by that.
  func isHeld(_ signal: TelemetrySignal) -> Bool {
    spool?.heldUntil(signal).map { $0 > worker.clock.instant } ?? false
  }

  /// Puts the oldest request of each signal before those that wait in memory, one at a time: points stay in their order, and
  /// an answer to it shows that the collector is back.
  func refill(_ signals: [TelemetrySignal] = TelemetrySignal.allCases) {
    guard let spool else { return }
    let now = worker.clock.instant
    for signal in signals {
      let spoolDue = spool.due(signal)
      guard let due = state.withLock({ $0.refillDue(signal, spoolDue) }), due <= now,
        let next = spool.next(signal)
      else { continue }
      let isTaken = state.withLock { state in
        let export = state.nextExport()
        return !state.isClosed && state.queue.insert(next.request, at: next.place, of: export, since: now)
      }
      if !isTaken { spool.putOff(next.place, of: signal) }
    }
  }

  /// Moves requests to the disk while they take too much of the memory, and those whose time for attempts is over while the
  /// collector is tried with another one.
  func relieve() {
    while let spool, spool.isUsable, let request = beginMove() {
      let isStored = spool.store(request.encoded)
      guard endMove(of: request, isStored: isStored) else { return }
    }
  }

  /// Marks the next request as moving: nobody else sends, moves or drops it while it is stored.
  private func beginMove() -> PendingRequest? {
    state.withLock { state in
      guard let request = requestToMove(state) else { return nil }
      state.queue[request.signal].beginMove(of: request.id)
      return request
    }
  }

  /// Takes a request off that is on disk, or leaves it where it is; false when there is no use in going on.
  private func endMove(of request: PendingRequest, isStored: Bool) -> Bool {
    // Not if it is gone: then somebody has booked it who could not wait for the disk.
    let isTaken = state.withLock { state in
      if isStored || state.isClosed { return state.queue.remove(request) != nil }
      _ = state.queue[request.signal].end(request.id)
      return false
    }
    if isTaken, isStored { spool?.book(request.encoded) }
    // Who closed the queue has left it to the worker.
    if isTaken, !isStored { book.fail(request.itemCount, of: request.signal, because: .shutdown) }
    return isStored
  }

  private func requestToMove(_ state: DeliveryState) -> PendingRequest? {
    if isPressing(state) { return state.queue.movable(atMost: movableBytes) }
    let now = worker.clock.instant
    return TelemetrySignal.allCases.lazy.compactMap { signal in
      state.queue[signal].failures > 0 ? state.queue[signal].movable(atMost: self.movableBytes) : nil
    }
    .first { $0.since.duration(until: now) >= options.retry.budget }
  }

  /// How many bytes of one request the spool takes at most.
  var movableBytes: Int { options.spool.maximumBytes - SpoolRequest.overhead }

  /// Whether requests are to be moved to the disk: at half of the memory while the collector is away, and at three quarters
  /// while it is only slow, or has not been found to be away yet.
  private func isPressing(_ state: DeliveryState) -> Bool {
    let share = state.isFailing ? 2 : 3
    return state.queue.cost > options.maximumQueueBytes / 4 * share
      && state.queue.movable(atMost: movableBytes) != nil
  }

  /// Stores a request that has left its lane, or books it as dropped; false then.
  @discardableResult
  func keep(_ request: EncodedRequest, otherwise reason: DropReason, cause: String? = nil) -> Bool {
    if let spool, spool.isUsable, spool.store(request) {
      spool.book(request)
      return true
    }
    book.fail(request.itemCount, of: request.signal, because: reason, cause: cause)
    condition.noteDropped(request.itemCount, of: request.signal, because: reason)
    return false
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
      spool?.refuse(spot, request.itemCount, of: request.signal, because: reason, cause: cause)
    } else {
      book.fail(request.itemCount, of: request.signal, because: reason, cause: cause)
    }
  }
}

extension DeliveryState {
  /// Whether any signal could not be delivered the last time.
  var isFailing: Bool { TelemetrySignal.allCases.contains { queue[$0].failures > 0 } }

  /// When a signal may take a request from the spool, which has one at `spoolDue`; nil while it has one already.
  func refillDue(_ signal: TelemetrySignal, _ spoolDue: Instant?) -> Instant? {
    guard !isClosed, !queue[signal].hasSpooled, let spoolDue else { return nil }
    return max(spoolDue, queue[signal].nextAttempt)
  }
}
