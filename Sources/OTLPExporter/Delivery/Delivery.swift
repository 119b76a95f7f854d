import GRPCTransport
package import OTLPEncoding
import Synchronization
package import Telemetry

/// Takes encoded requests to the collector and books where every item ended.
///
/// Requests may be handed in from any thread; they are sent on the worker, those of a signal in their order, several at a
/// time. What fails for the moment keeps its place in its lane and is tried again after a pause.
package final class Delivery: WorkerTask {
  package let book: LedgerBook
  package let condition: DeliveryCondition
  private let diagnostics: DeliveryDiagnostics
  let options: OTLPExporterOptions
  let connection: CollectorConnection
  let worker: Worker
  let state: Mutex<DeliveryState>
  /// Those whose answer is waited for, by the worker.
  let calls = Mutex<[OpenCall]>([])
  /// Nil unless what cannot be delivered is to be kept on disk.
  let spool: RequestSpool?
  /// How large the requests may be that are handed in.
  let sizeLimit: RequestSizeLimit
  /// How much may wait, here and in open batches.
  let budget: ByteBudget
  /// What comes here next.
  let openBatches = OpenBatchList()

  package init(_ options: OTLPExporterOptions, worker: Worker, book: LedgerBook, diagnostics: Diagnostics) {
    self.options = options
    sizeLimit = RequestSizeLimit(options.maximumRequestBytes)
    budget = ByteBudget(options.maximumQueueBytes)
    self.worker = worker
    self.book = book
    let diagnostics = DeliveryDiagnostics(diagnostics, clock: worker.clock, worker: worker)
    self.diagnostics = diagnostics
    let connection = CollectorConnection(
      options, clock: worker.clock, diagnostics: diagnostics, isHurried: { worker.isHurrying })
    self.connection = connection
    condition = DeliveryCondition(
      collector: options.displayName, clock: worker.clock, diagnostics: diagnostics,
      words: { connection.words })
    let queue = DeliveryQueue(within: budget, maximumUnderWay: options.maximumConcurrentExports)
    state = Mutex(DeliveryState(queue: queue, generator: .seededBySystem()))
    spool = options.spoolDirectory.map { directory in
      RequestSpool(in: directory, options, clock: worker.clock, book: book, diagnostics: diagnostics)
    }
    worker.add(self)
  }

  /// How many bytes wait.
  package var queuedBytes: Int { budget.queued }

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
    var placed = place(request, partOf: export, covering: coverage)
    if request.signal == .metrics, placed?.isTaken == false, budget.reserved > 0 {
      // What is open can make room once it waits here.
      openBatches.seal()
      placed = place(request, partOf: export, covering: coverage)
    }
    for old in placed?.dropped ?? [] { giveUp(old, because: old.isCovered ? .superseded : .queueFull) }
    let refusal: DropReason? = placed.map { $0.isTaken ? nil : .queueFull } ?? .alreadyShutdown
    if let refusal { turnAway(request, because: refusal) }
    worker.signal.raise()
    return refusal
  }

  private func place(
    _ request: EncodedRequest, partOf export: UInt64?, covering coverage: SeriesCoverage?
  ) -> (isTaken: Bool, dropped: [PendingRequest])? {
    let now = worker.clock.instant
    return state.withLock { state in
      state.isClosed
        ? nil
        : state.queue.append(request, of: export ?? state.nextExport(), since: now, covering: coverage)
    }
  }

  /// A number for requests that are to be sent in one go.
  package func nextExport() -> UInt64 { state.withLock { $0.nextExport() } }

  /// How many items of a signal were handed over and are not settled.
  func waitingItems(of signal: TelemetrySignal) -> Int { state.withLock { $0.queue[signal].itemCount } }

  /// Measures deliveries from now on.
  func measure(with meter: OperationMeter) {
    state.withLock { $0.meter = meter }
  }

  package var due: Instant? {
    // An open call goes on only while somebody waits for it.
    if calls.withLock({ !$0.isEmpty }) { return Instant(nanoseconds: 0) }
    return spool == nil ? state.withLock { $0.queue.next?.due } : dueWithSpool
  }

  /// Sends what is due and waits for answers, as long as nobody else has something to do.
  package func run(on worker: Worker) {
    while !worker.isHurrying {
      // What comes from the disk needs room.
      relieve()
      refill()
      guard beginDue(until: .distantFuture, isFlush: false) else { return }
      let isNeeded = worker.hasWork(besides: self)
      settleAnswered(hasTime: !isNeeded, isFlush: false)
      if isNeeded { return }
    }
    // Who hurries is about to close this.
    cancelCalls()
  }

  /// Sends everything, on the worker; false when something still waits at `deadline`, or has to wait longer.
  package func drain(until deadline: Instant) -> Bool {
    // Whoever waits for this has seen the lines when it returns.
    defer { diagnostics.tellWaiting() }
    let now = worker.clock.instant
    if now < deadline {
      state.withLock { state in
        for signal in TelemetrySignal.allCases { state.queue[signal].hasten(to: now) }
      }
    }
    while isWanted(until: deadline) {
      relieve()
      // Older points go first. Spans and log records on disk are not what is waited for.
      refill([.metrics])
      if beginDue(until: deadline, isFlush: true) {
        settleAnswered(hasTime: true, isFlush: true)
        continue
      }
      guard let next = state.withLock({ $0.queue.next }) else { return true }
      guard next.due < deadline else { return false }
      worker.clock.wait(for: worker.signal, until: next.due)
    }
    settleAnswered(hasTime: false, isFlush: true)
    return state.withLock { $0.queue.isEmpty }
  }

  /// Gives up what still waits and refuses what comes later; safe from any thread.
  ///
  /// A request whose answer is waited for is left to the worker, which is to call ``endCalls()`` in any case: the collector may
  /// have taken it.
  package func close() {
    close(storingUntil: nil)
  }

  /// Ends everything but the connection, on the worker; what still waits is stored until `end` if there is a spool, and else given up.
  package func shutdown(storingUntil end: Instant) {
    cancelCalls()
    close(storingUntil: end)
  }

  /// Gives up everything in place of the worker, which is held up by something; safe from any thread.
  package func closeWithoutWorker() {
    close(storingUntil: nil)
    let rest = state.withLock { $0.queue.removeAll() }
    // The worker will not find them, and so not book them either.
    for request in rest where request.spot == nil {
      book.fail(request.itemCount, of: request.signal, because: .shutdown)
    }
  }

  /// Gives up the calls after ``close()`` or ``shutdown(storingUntil:)``, on the worker, frees what was taken from the disk
  /// for others, and ends the connection, which takes a moment while it is being made.
  package func endCalls() {
    cancelCalls()
    spool?.close()
    diagnostics.tellWaiting()
    connection.close()
  }

  /// Without a time nothing is stored.
  private func close(storingUntil end: Instant?) {
    let rest = state.withLock { state in
      state.isClosed = true
      return state.queue.removeWaiting()
    }
    var spool = end == nil ? nil : spool
    // What came from the disk is still there.
    for request in rest where request.spot == nil {
      if let end, let file = spool, worker.clock.instant < end {
        if file.store(request.encoded) {
          file.book(request.encoded)
          continue
        }
        // One that is locked refuses the others as well, and each may have to wait for that.
        if request.encoded.byteCount <= movableBytes { spool = nil }
      }
      book.fail(request.itemCount, of: request.signal, because: .shutdown)
    }
    if end != nil { self.spool?.close() }
    diagnostics.close()
  }

  /// Whether whoever waits for what is sent still does.
  func isWanted(until deadline: Instant) -> Bool {
    !worker.isHurrying && worker.clock.instant < deadline
  }
}
