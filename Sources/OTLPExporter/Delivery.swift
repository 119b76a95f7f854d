import GRPCTransport
package import OTLPEncoding
import Synchronization
package import Telemetry

/// Takes encoded requests to the collector and books where every item ended.
///
/// Requests may be handed in from any thread; they are sent on the worker, one at a time, those of a signal in
/// their order. What fails for the moment stays first in its lane and is tried again after a pause.
package final class Delivery: WorkerTask {
  private struct State {
    var queue: DeliveryQueue
    var generator: Xoshiro256
    var isClosed = false
    /// The request whose answer is waited for.
    var underWay: UInt64?
    /// The request that was tried last, in the form gRPC sends; a retry lends the same memory again.
    var message: (id: UInt64, message: Message)?
    /// How often requests were handed in; those that were handed in together have the same number.
    var exports: UInt64 = 0
    /// Nil unless somebody wants to know how long deliveries take.
    var meter: OperationMeter?
  }

  package let book: LedgerBook
  package let condition: DeliveryCondition
  let options: OTLPExporterOptions
  private let connection: CollectorConnection
  private let worker: Worker
  private let state: Mutex<State>

  package init(_ options: OTLPExporterOptions, worker: Worker, book: LedgerBook, diagnostics: Diagnostics) {
    self.options = options
    self.worker = worker
    self.book = book
    condition = DeliveryCondition(
      collector: options.displayName, clock: worker.clock, diagnostics: diagnostics)
    connection = CollectorConnection(options)
    var system = SystemRandomNumberGenerator()
    let queue = DeliveryQueue(maximumBytes: options.maximumQueueBytes)
    state = Mutex(State(queue: queue, generator: Xoshiro256(seededBy: &system)))
    worker.add(self)
  }

  /// How many bytes wait.
  package var queuedBytes: Int { state.withLock { $0.queue.cost } }

  /// How many items of a signal were handed over and are not settled.
  func waitingItems(of signal: TelemetrySignal) -> Int { state.withLock { $0.queue[signal].itemCount } }

  /// Measures deliveries from now on.
  func measure(with meter: OperationMeter) {
    state.withLock { $0.meter = meter }
  }

  /// Queues requests that belong together, whose items are booked as waiting; what does not fit is dropped and counted.
  package func enqueue(_ requests: [EncodedRequest]) {
    guard !requests.isEmpty else { return }
    let now = worker.clock.instant
    let export = state.withLock { state in
      state.exports += 1
      return state.exports
    }
    for request in requests {
      let dropped = state.withLock { state in
        state.isClosed ? nil : state.queue.append(request, of: export, since: now)
      }
      if dropped == nil { drop(request.itemCount, of: request.signal, because: .alreadyShutdown) }
      for request in dropped ?? [] { drop(request.itemCount, of: request.signal, because: .queueFull) }
    }
    worker.signal.raise()
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
      book.drop(1, of: signal, because: .tooLarge)
    } else {
      book.refuse(1, of: signal, because: .tooLarge)
    }
    condition.noteOversized(what)
  }

  package var due: Instant? { state.withLock { $0.queue.next?.due } }

  /// Sends one request of each signal that is due, so that other tasks get their turn in between.
  package func run(on worker: Worker) {
    let now = worker.clock.instant
    for signal in TelemetrySignal.allCases {
      guard let due = state.withLock({ $0.queue[signal].due }), due <= now else { continue }
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
  package func close() {
    let rest = state.withLock { state in
      state.isClosed = true
      return state.queue.removeAll(but: state.underWay)
    }
    for request in rest { book.drop(request.itemCount, of: request.signal, because: .shutdown) }
    connection.close()
  }

  // MARK: One attempt

  private struct Attempt {
    let request: PendingRequest
    /// How many failed before it.
    let failures: Int
    /// Whether no other signal waits.
    let isAlone: Bool
    /// How long it may take.
    let allowed: Duration
  }

  private func isWanted(until deadline: Instant) -> Bool {
    !worker.isHurrying && worker.clock.instant < deadline
  }

  private func attempt(_ signal: TelemetrySignal, until deadline: Instant, isFlush: Bool) {
    let start = worker.clock.instant
    guard let begun = state.withLock({ begin(signal, at: start, in: &$0) }) else { return }
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
      message(of: begun.request),
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

  private func begin(_ signal: TelemetrySignal, at now: Instant, in state: inout State) -> Attempt? {
    guard let request = state.queue[signal].first else { return nil }
    var allowed = options.timeout
    if signal == .metrics, let limit = options.metricsTimeout {
      allowed = min(allowed, state.queue[signal].window.remaining(of: limit, for: request.export, at: now))
    }
    state.underWay = request.id
    if allowed > .zero { state.queue[signal].begin(at: now) }
    return Attempt(
      request: request,
      failures: state.queue[signal].failures,
      isAlone: state.queue.isEmpty(but: signal),
      allowed: allowed
    )
  }

  /// The request as gRPC sends it; made here, on the worker, since nobody who records may touch gRPC.
  private func message(of request: PendingRequest) -> Message {
    state.withLock { state in
      if let known = state.message, known.id == request.id { return known.message }
      let new = Message(request.encoded)
      state.message = (request.id, new)
      return new
    }
  }

  private func settle(_ request: PendingRequest, _ answer: Answer, isFlush: Bool) {
    switch Verdict(answer, to: request.signal) {
    case .settled(let rejected, let message):
      let failure = rejected > 0 ? "rejected" : nil
      guard take(request, after: answer.status, failure: failure, isAnswered: true) else { return }
      book.settle(request.itemCount, rejected: rejected, of: request.signal)
      condition.noteDelivered(request.signal, items: request.itemCount, rejected: rejected, message: message)
    case .refused:
      let failure = "\(answer.status)"
      guard take(request, after: answer.status, failure: failure, isAnswered: true) else { return }
      book.drop(request.itemCount, of: request.signal, because: answer.status.dropReason, cause: failure)
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
    let left = options.retry.budget - request.since.duration(until: worker.clock.instant)
    postpone(request.signal, askedFor: askedFor, atMost: max(left, .zero), isFlush: isFlush)
    let isClosed = state.withLock { $0.isClosed }
    let cause = isClosed ? DropReason.shutdown.rawValue : "\(status)"
    guard isClosed || left <= .zero,
      take(request, after: status, failure: cause, isAnswered: false)
    else { return }
    let reason = isClosed ? DropReason.shutdown : .retriesExhausted
    drop(request.itemCount, of: request.signal, because: reason, cause: cause)
  }

  private func drop(
    _ count: Int,
    of signal: TelemetrySignal,
    because reason: DropReason,
    cause: String? = nil
  ) {
    book.drop(count, of: signal, because: reason, cause: cause)
    condition.noteDropped(count, of: signal, because: reason)
  }

  /// Takes a request off its lane after the last attempt to deliver it; false when it is gone.
  private func take(
    _ request: PendingRequest,
    after status: Status,
    failure: String?,
    isAnswered: Bool
  ) -> Bool {
    let now = worker.clock.instant
    let (isTaken, begun, meter) = state.withLock { state -> (Bool, Instant?, OperationMeter?) in
      let begun = state.queue[request.signal].firstAttempt
      guard state.queue.remove(request) else { return (false, nil, nil) }
      state.message = nil
      if isAnswered { state.queue[request.signal].succeed() }
      return (true, begun, state.meter)
    }
    if let meter, let begun {
      meter.record(begun.duration(until: now), of: request.signal, status, failure: failure)
    }
    return isTaken
  }

  /// No request waits beyond its own budget, whatever the collector asks for.
  private func postpone(_ signal: TelemetrySignal, askedFor: Duration?, atMost limit: Duration, isFlush: Bool)
  {
    let now = worker.clock.instant
    state.withLock { state in
      let pause = options.retry.pause(
        afterFailures: state.queue[signal].failures + 1,
        isFlush: isFlush,
        using: &state.generator
      )
      let asked = askedFor.map { min($0, max(limit, pause)) }
      state.queue[signal].postpone(by: pause, askedFor: asked, now: now)
    }
  }
}
