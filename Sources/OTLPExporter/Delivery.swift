import GRPCTransport
package import OTLPEncoding
import Synchronization
package import Telemetry

/// Takes encoded requests to the collector and books where every item ended.
///
/// Requests may be handed in from any thread; they are sent on the worker, one at a time, those of a signal in
/// their order. What fails for the moment stays first in its lane and is tried again after a pause.
package final class Delivery: WorkerTask {
  package let book: LedgerBook
  package let condition: DeliveryCondition
  let options: OTLPExporterOptions
  private let connection: CollectorConnection
  let worker: Worker
  let state: Mutex<DeliveryState>
  /// Nil unless what cannot be delivered is to be kept on disk.
  let spool: RequestSpool?
  private let waiting = ByteGauge()

  package init(_ options: OTLPExporterOptions, worker: Worker, book: LedgerBook, diagnostics: Diagnostics) {
    self.options = options
    self.worker = worker
    self.book = book
    let connection = CollectorConnection(options, clock: worker.clock, diagnostics: diagnostics)
    self.connection = connection
    condition = DeliveryCondition(
      collector: options.displayName, clock: worker.clock, diagnostics: diagnostics,
      words: { connection.words })
    let queue = DeliveryQueue(maximumBytes: options.maximumQueueBytes, gauge: waiting)
    state = Mutex(DeliveryState(queue: queue, generator: .seededBySystem()))
    spool = options.spoolDirectory.map { directory in
      RequestSpool(in: directory, options, clock: worker.clock, book: book, diagnostics: diagnostics)
    }
    worker.add(self)
  }

  /// How many bytes wait.
  package var queuedBytes: Int { waiting.bytes }

  /// Whether what comes is refused.
  package var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Queues `request`, whose items are booked as waiting; what does not fit is dropped and counted.
  ///
  /// Requests that are part of the same export share its time; see ``nextExport()``. Returns why this one was turned
  /// away; nil when it was not.
  @discardableResult
  package func enqueue(
    _ request: EncodedRequest,
    partOf export: UInt64? = nil,
    covering coverage: SeriesCoverage? = nil
  ) -> DropReason? {
    let now = worker.clock.instant
    let placed = state.withLock { state in
      state.isClosed
        ? nil
        : state.queue.append(request, of: export ?? state.nextExport(), since: now, covering: coverage)
    }
    for old in placed?.dropped ?? [] {
      turnAway(old.encoded, because: old.isCovered ? .superseded : .queueFull)
    }
    let refusal: DropReason? = placed.map { $0.isTaken ? nil : .queueFull } ?? .alreadyShutdown
    if let refusal { turnAway(request, because: refusal) }
    worker.signal.raise()
    return refusal
  }

  /// A number for requests that are to be sent in one go.
  package func nextExport() -> UInt64 { state.withLock { $0.nextExport() } }

  func turnAway(_ request: EncodedRequest, because reason: DropReason) {
    if request.signal == .metrics {
      book.fail(request.itemCount, of: .metrics, because: reason)
    } else {
      // Theirs is the failure of the processor, which counts it.
      book.drop(request.itemCount, of: request.signal, because: reason)
    }
    condition.noteDropped(request.itemCount, of: request.signal, because: reason)
  }

  /// Books items that were given up before they were encoded.
  package func refuse(_ count: Int, of signal: TelemetrySignal, because reason: DropReason) {
    book.refuse(count, of: signal, because: reason)
    condition.noteDropped(count, of: signal, because: reason)
  }

  /// Books one item that exceeds a request by itself; `what` names it for the operator.
  package func refuseOversized(_ what: String, of signal: TelemetrySignal) {
    if signal == .metrics {
      // A point has been handed over when this is found out, so its delivery has failed.
      book.accept(1, of: signal)
      book.fail(1, of: signal, because: .tooLarge)
    } else {
      book.refuse(1, of: signal, because: .tooLarge)
    }
    condition.noteOversized(what)
  }

  /// How many items of a signal were handed over and are not settled.
  func waitingItems(of signal: TelemetrySignal) -> Int { state.withLock { $0.queue[signal].itemCount } }

  /// Measures deliveries from now on.
  func measure(with meter: OperationMeter) {
    state.withLock { $0.meter = meter }
  }

  package var due: Instant? { spool == nil ? state.withLock { $0.queue.next?.due } : dueWithSpool }

  /// Sends one request of each signal that is due, so that other tasks get their turn in between.
  package func run(on worker: Worker) {
    relieve()
    refill()
    let now = worker.clock.instant
    for signal in TelemetrySignal.allCases {
      // Who hurries is about to close this.
      guard !worker.isHurrying, let due = state.withLock({ $0.queue[signal].due }), due <= now else {
        continue
      }
      attempt(signal, until: .distantFuture, isFlush: false)
    }
  }

  /// Sends everything, on the worker; false when something still waits at `deadline`, or has to wait longer.
  package func drain(until deadline: Instant) -> Bool {
    let now = worker.clock.instant
    if now < deadline {
      state.withLock { state in
        for signal in TelemetrySignal.allCases { state.queue[signal].hasten(to: now) }
      }
    }
    while let next = state.withLock({ $0.queue.next }) {
      guard isWanted(until: deadline), next.due < deadline else { return false }
      if next.due > worker.clock.instant {
        worker.clock.wait(for: worker.signal, until: next.due)
      } else {
        attempt(next.signal, until: deadline, isFlush: true)
      }
    }
    return true
  }

  /// Gives up what still waits and refuses what comes later; safe from any thread.
  ///
  /// A request whose answer is waited for is left to the worker: the collector may have taken it.
  ///
  /// What waits may be `keptOnDisk` instead, which takes a moment and is for the worker alone.
  package func close(keptOnDisk: Bool = false) {
    let rest = state.withLock { state in
      state.isClosed = true
      return state.queue.removeAll(but: state.underWay)
    }
    // What came from the disk is still there.
    for request in rest where request.spot == nil {
      if keptOnDisk, let spool, spool.keep(request.encoded) { continue }
      book.fail(request.itemCount, of: request.signal, because: .shutdown)
    }
    if keptOnDisk { spool?.close() }
    connection.close()
  }

  // MARK: One attempt

  private func isWanted(until deadline: Instant) -> Bool {
    !worker.isHurrying && worker.clock.instant < deadline
  }

  private func attempt(_ signal: TelemetrySignal, until deadline: Instant, isFlush: Bool) {
    let start = worker.clock.instant
    guard let begun = state.withLock({ $0.begin(signal, at: start, options) }) else { return }
    defer { state.withLock { $0.underWay = nil } }
    guard begun.allowed > .zero else {
      return tryLater(begun.request, after: .deadlineExceeded, askedFor: nil, isFlush: isFlush)
    }
    // The pauses here already pace the attempts; gRPC's own on top would only make a collector that is back wait.
    if begun.failures > 0 { connection.resetBackoff() }
    let remaining = start.duration(until: deadline)
    // A silent collector must not take the time of the other signals too.
    let timeout = min(begun.allowed, begun.isAlone ? remaining : remaining / 2)
    let answer = connection.send(
      state.withLock { $0.message(of: begun.request) },
      of: signal,
      timeout: timeout,
      while: { isWanted(until: deadline) }
    )
    let waited = start.duration(until: worker.clock.instant)
    // Our own deadline has the collector's code for one: the call is not the collector's failure (Z-18).
    let isCutShort = timeout < options.timeout && waited + .milliseconds(10) >= timeout
    if let answer, answer.status != .deadlineExceeded || !isCutShort {
      settle(begun.request, answer, isFlush: isFlush)
    } else {
      condition.noteSilence(of: signal, for: waited)
      tryLater(begun.request, after: answer?.status ?? .cancelled, askedFor: nil, isFlush: isFlush)
    }
  }

  private func settle(_ request: PendingRequest, _ answer: Answer, isFlush: Bool) {
    switch Verdict(answer, to: request.signal) {
    case .settled(let rejected, let message):
      let failure = rejected > 0 ? "rejected" : nil
      guard take(request, after: answer.status, failure: failure, isAnswered: true) else { return }
      book(request, rejected: rejected)
      condition.noteDelivered(request.signal, items: request.itemCount, rejected: rejected, message: message)
    case .refused:
      let failure = "\(answer.status)"
      guard take(request, after: answer.status, failure: failure, isAnswered: true) else { return }
      bookRefusal(of: request, because: answer.status.dropReason, cause: failure)
      condition.noteRefused(request.signal, items: request.itemCount, by: answer)
    case .transient(let retryAfter):
      condition.noteUnreachable(answer, by: request.signal)
      tryLater(request, after: answer.status, askedFor: retryAfter, isFlush: isFlush)
    }
  }

  /// Keeps a request for another attempt, unless its time is over or nobody will make one.
  private func tryLater(
    _ request: PendingRequest,
    after status: Status,
    askedFor: Duration?,
    isFlush: Bool
  ) {
    let now = worker.clock.instant
    let left = options.retry.budget - request.since.duration(until: now)
    state.withLock { state in
      let limit = max(left, .zero)
      state.postpone(
        request.signal, askedFor: askedFor, atMost: limit, isFlush: isFlush, options.retry, now: now)
    }
    let (isClosed, isCovered) = state.withLock {
      ($0.isClosed, $0.queue[request.signal].first?.isCovered == true)
    }
    let cause = isClosed ? DropReason.shutdown.rawValue : "\(status)"
    guard isClosed || left <= .zero,
      take(request, after: status, failure: cause, isAnswered: false)
    else { return }
    if let spot = request.spot {
      spool?.giveBack(spot)
    } else {
      let reason = isClosed ? .shutdown : isCovered ? .superseded : DropReason.retriesExhausted
      keep(request.encoded, otherwise: reason, cause: cause)
    }
  }

  /// Takes a request off its lane after the last attempt to deliver it; false when it is gone.
  private func take(
    _ request: PendingRequest,
    after status: Status,
    failure: String?,
    isAnswered: Bool
  ) -> Bool {
    let now = worker.clock.instant
    guard let (begun, meter) = state.withLock({ $0.take(request, isAnswered: isAnswered) }) else {
      return false
    }
    if let begun {
      meter?.record(begun.duration(until: now), of: request.signal, status, failure: failure)
    }
    return true
  }
}
