import GRPCTransport
package import OTLPEncoding
import Synchronization
package import Telemetry

/// Takes encoded requests to the collector, one after the other, and books where every item ended.
///
/// Requests may be handed in from any thread; they are sent on the worker. What fails for the moment stays first
/// in the queue and is tried again after a pause, so order is kept and nothing overtakes.
package final class Delivery: WorkerTask {
  private struct State {
    var queue: DeliveryQueue
    var failures = 0
    var nextAttempt = Instant(nanoseconds: 0)
    var generator: Xoshiro256
    var isClosed = false
  }

  /// How an attempt ended.
  private enum Attempt {
    case goOn
    case pause
    case interrupted
  }

  package let book: LedgerBook
  package let condition: DeliveryCondition
  private let options: OTLPExporterOptions
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
  package var queuedBytes: Int { state.withLock { $0.queue.byteCount } }

  /// Queues `request`; what does not fit is dropped and counted.
  package func enqueue(_ request: EncodedRequest) {
    let pending = PendingRequest(
      signal: request.signal,
      itemCount: request.itemCount,
      message: Message(request),
      since: worker.clock.instant
    )
    book.accept(request.itemCount, of: request.signal)
    let (dropped, reason) = state.withLock { state in
      state.isClosed ? ([pending], DropReason.alreadyShutdown) : (state.queue.append(pending), .queueFull)
    }
    for request in dropped { book.drop(request.itemCount, of: request.signal, because: reason) }
    if !dropped.isEmpty { condition.noteDropped(dropped.reduce(0) { $0 + $1.itemCount }, because: reason) }
    worker.signal.raise()
  }

  /// Books items that were given up before they were encoded.
  package func refuse(_ count: Int, of signal: TelemetrySignal, because reason: DropReason) {
    book.refuse(count, of: signal, because: reason)
    condition.noteDropped(count, because: reason)
  }

  package var due: Instant? {
    state.withLock { state in state.queue.first == nil ? nil : state.nextAttempt }
  }

  /// Sends one request, so that other tasks get their turn between two.
  package func run(on worker: Worker) {
    _ = attempt(until: .distantFuture, isFlush: false)
  }

  /// Sends everything, on the worker; false when something still waits at `deadline`.
  package func drain(until deadline: Instant) -> Bool {
    state.withLock { $0.nextAttempt = worker.clock.instant }
    while state.withLock({ $0.queue.first != nil }) {
      guard isWanted(until: deadline) else { return false }
      let next = state.withLock { $0.nextAttempt }
      if next > worker.clock.instant {
        worker.clock.wait(for: worker.signal, until: min(next, deadline))
      } else if case .interrupted = attempt(until: deadline, isFlush: true) {
        return false
      }
    }
    return true
  }

  /// Gives up what still waits and refuses what comes later.
  package func close() {
    let rest = state.withLock { state in
      state.isClosed = true
      return state.queue.removeAll()
    }
    for request in rest { book.drop(request.itemCount, of: request.signal, because: .shutdown) }
    connection.close()
  }

  // MARK: One attempt

  private func isWanted(until deadline: Instant) -> Bool {
    !worker.isHurrying && worker.clock.instant < deadline
  }

  private func attempt(until deadline: Instant, isFlush: Bool) -> Attempt {
    guard let request = state.withLock({ $0.queue.first }) else { return .goOn }
    let remaining = worker.clock.instant.duration(until: deadline)
    // The pauses here already pace the attempts; gRPC's own on top would only make a collector that is back wait.
    if state.withLock({ $0.failures > 0 }) { connection.resetBackoff() }
    let answer = connection.send(
      request.message,
      of: request.signal,
      timeout: min(options.timeout, remaining),
      while: { isWanted(until: deadline) }
    )
    // Our own deadline has the collector's code for one: the call is not the collector's failure (Z-18).
    guard let answer, answer.status != .deadlineExceeded || remaining >= options.timeout else {
      condition.noteSilence()
      return .interrupted
    }
    return settle(request, answer, isFlush: isFlush)
  }

  private func settle(_ request: PendingRequest, _ answer: Answer, isFlush: Bool) -> Attempt {
    switch Verdict(answer, to: request.signal) {
    case .settled(let rejected, let message):
      takeFirst { book.settle(request.itemCount, rejected: rejected, of: request.signal) }
      condition.noteDelivered(request.signal, items: request.itemCount, rejected: rejected, message: message)
      return .goOn
    case .refused:
      takeFirst { book.drop(request.itemCount, of: request.signal, because: answer.status.dropReason) }
      condition.noteRefused(request.signal, items: request.itemCount, by: answer)
      return .goOn
    case .transient(let retryAfter):
      condition.noteUnreachable(answer)
      guard request.since.duration(until: worker.clock.instant) < options.retry.budget else {
        takeFirst { book.drop(request.itemCount, of: request.signal, because: .retriesExhausted) }
        condition.noteDropped(request.itemCount, because: .retriesExhausted)
        return .goOn
      }
      postpone(askedFor: retryAfter, isFlush: isFlush)
      return .pause
    }
  }

  /// The queue may have changed while the call was under way, but only at its end: newcomers go last, and what an
  /// overflow takes from the front is taken only by metrics, which are collected on this thread.
  private func takeFirst(_ entry: () -> Void) {
    state.withLock { state in
      state.queue.removeFirst()
      state.failures = 0
    }
    entry()
  }

  private func postpone(askedFor: Duration?, isFlush: Bool) {
    state.withLock { state in
      state.failures += 1
      let pause = options.retry.pause(
        afterFailures: state.failures,
        askedFor: askedFor,
        isFlush: isFlush,
        using: &state.generator
      )
      state.nextAttempt = worker.clock.instant.advanced(by: pause)
    }
  }
}
