import OTLPEncoding
import Synchronization
package import Telemetry
package import WireFormat

/// The encoded items of one signal that have not been handed over yet, in an open chunk for each scope; full or old
/// chunks become a request.
///
/// This is the batch processor of the specification (T-62, L-24), with two differences that come from encoding early:
/// what waits is counted in bytes, and the limit is shared by all signals.
package final class OpenBatches: WorkerTask {
  /// The items of one scope that have not been handed over yet.
  private final class OpenScope {
    let identity: ScopeIdentity
    var count = 0
    var writer: ByteWriter

    init(_ identity: ScopeIdentity, capacity: Int) {
      self.identity = identity
      writer = ByteWriter(capacity: max(capacity, 4_096))
    }

    func seal() -> ScopeItems {
      var full = ByteWriter(capacity: 0)
      swap(&full, &writer)
      return ScopeItems(scope: identity.scope, itemCount: count, items: full.seal())
    }
  }

  /// What became of the items that do not wait any more.
  package struct Tally: Equatable, Sendable {
    /// How many were handed over for delivery.
    package var passed: UInt64 = 0
    /// How many were given up before they could be.
    package var refused: [DropReason: UInt64] = [:]
  }

  /// What waits, and what waited.
  package struct Queue: Equatable, Sendable {
    /// How many items are in open chunks.
    package var size: Int
    /// How many make a batch, which is then handed over.
    package var capacity: Int
    /// What became of the others.
    package var tally: Tally
  }

  private struct State {
    var scopes: [OpenScope] = []
    var itemCount = 0
    var byteCount = 0
    var oldest: Instant?
    /// How many bytes the last batch had: the next one will have about as many.
    var lastByteCount = 0
    var lastScopeCount = 0
    var tally = Tally()
    var isShutDown = false
  }

  /// What became of an item: why it was refused, or which batches it completed.
  private enum Placement {
    case refused(DropReason)
    case written([[ScopeItems]])
  }

  /// What the items are.
  package let signal: TelemetrySignal
  private let delivery: Delivery
  private let worker: Worker
  private let resource: Resource
  private let options: BatchOptions
  private let maximumQueueBytes: Int
  private let state = Mutex(State())

  package init(
    of signal: TelemetrySignal,
    _ delivery: Delivery,
    worker: Worker,
    resource: Resource,
    options: BatchOptions,
    maximumQueueBytes: Int
  ) {
    self.signal = signal
    self.delivery = delivery
    self.worker = worker
    self.resource = resource
    self.options = options
    self.maximumQueueBytes = maximumQueueBytes
    worker.add(self)
  }

  /// What waits at this moment, and what waited before.
  package var queue: Queue {
    state.withLock { Queue(size: $0.itemCount, capacity: options.maximumBatchSize, tally: $0.tally) }
  }

  /// Takes one item, or books why not; `name` tells the operator which one exceeds a request by itself.
  package func append(
    _ item: borrowing ByteWriter,
    of identity: ScopeIdentity,
    called name: @autoclosure () -> String
  ) {
    guard item.count <= options.maximumBatchBytes else {
      state.withLock { $0.tally.refused[.tooLarge, default: 0] += 1 }
      return delivery.refuseOversized(name(), of: signal)
    }
    let waitingBytes = delivery.queuedBytes
    let placement = state.withLock { state in place(item, of: identity, waitingBytes, in: &state) }
    switch placement {
    case .written(let batches): for batch in batches { send(batch) }
    case .refused(let reason): delivery.refuse(1, of: signal, because: reason)
    }
  }

  /// When the oldest open item has waited long enough.
  package var due: Instant? {
    state.withLock { $0.oldest?.advanced(by: options.scheduleDelay) }
  }

  package func run(on worker: Worker) {
    seal()
  }

  /// Hands open chunks over, full or not.
  package func seal() {
    send(state.withLock { takeAll(&$0) })
  }

  /// Hands open chunks over and sends everything; false when that has not finished at `deadline`.
  package func flush(until deadline: Instant) -> Bool {
    let delivery = delivery
    return worker.perform(until: deadline) {
      self.seal()
      return delivery.drain(until: deadline)
    } ?? false
  }

  /// Hands open chunks over and refuses later items.
  package func refuseItems() {
    state.withLock { $0.isShutDown = true }
    seal()
  }

  /// Gives open chunks up and refuses later items: the worker never gets to see them.
  package func abandon() {
    let count = state.withLock { state in
      state.isShutDown = true
      let count = state.itemCount
      _ = takeAll(&state)
      state.tally.refused[.shutdown, default: 0] += UInt64(count)
      return count
    }
    delivery.book.drop(count, of: signal, because: .shutdown)
  }

  private func place(
    _ item: borrowing ByteWriter,
    of identity: ScopeIdentity,
    _ waitingBytes: Int,
    in state: inout State
  ) -> Placement {
    if let reason = refusal(of: item.count, waitingBytes, state) {
      state.tally.refused[reason, default: 0] += 1
      return .refused(reason)
    }
    var batches: [[ScopeItems]] = []
    if state.byteCount + item.count > options.maximumBatchBytes { batches.append(takeAll(&state)) }
    append(item, of: identity, to: &state)
    if state.itemCount >= options.maximumBatchSize { batches.append(takeAll(&state)) }
    return .written(batches.filter { !$0.isEmpty })
  }

  private func refusal(of byteCount: Int, _ waitingBytes: Int, _ state: State) -> DropReason? {
    if state.isShutDown { return .alreadyShutdown }
    return waitingBytes + state.byteCount + byteCount > maximumQueueBytes ? .queueFull : nil
  }

  private func append(_ item: borrowing ByteWriter, of identity: ScopeIdentity, to state: inout State) {
    let scope: OpenScope
    if let known = state.scopes.first(where: { $0.identity === identity }) {
      scope = known
    } else {
      scope = OpenScope(identity, capacity: state.lastByteCount / max(state.lastScopeCount, 1))
      state.scopes.append(scope)
    }
    scope.writer.raw(item)
    scope.count += 1
    // Booked where it is placed, so that the books know of it from its first moment.
    delivery.book.accept(1, of: signal)
    state.itemCount += 1
    state.byteCount += item.count
    if state.oldest == nil {
      state.oldest = worker.clock.instant
      // The worker must learn that there is a date to keep.
      worker.signal.raise()
    }
  }

  private func takeAll(_ state: inout State) -> [ScopeItems] {
    let sealed = state.scopes.map { $0.seal() }
    state = State(
      lastByteCount: state.byteCount,
      lastScopeCount: state.scopes.count,
      tally: state.tally,
      isShutDown: state.isShutDown
    )
    return sealed
  }

  private func send(_ scopes: [ScopeItems]) {
    guard !scopes.isEmpty else { return }
    let request = EncodedRequest.request(signal, of: resource, scopes)
    let refusal = delivery.enqueue(request)
    let count = UInt64(request.itemCount)
    state.withLock { state in
      if let refusal {
        state.tally.refused[refusal, default: 0] += count
      } else {
        state.tally.passed += count
      }
    }
  }
}
