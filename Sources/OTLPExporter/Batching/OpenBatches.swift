import OTLPEncoding
import Synchronization
package import Telemetry
package import WireFormat

/// The encoded items of one signal that have not been handed over yet, in an open chunk for each scope; full or old
/// chunks become a request.
///
/// This is the batch processor of the specification (T-62, L-24), with differences that come from encoding early and on
/// many threads: what waits is counted in bytes, the limit is shared by all signals, and threads fill batches of their
/// own, which travel together only when they leave before they are full.
package final class OpenBatches: WorkerTask, LedgerSource {
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

  /// What the name of a scope and the like take of a request, more or less.
  private static let scopeHeadBytes = 256

  /// What the items are.
  package let signal: TelemetrySignal
  private let delivery: Delivery
  private let worker: Worker
  private let resource: Resource
  private let options: BatchOptions
  private let terms: BatchShard.Terms
  private let shards = BatchShards()
  private let tally = Mutex(Tally())

  /// Those of `signal`, which share the budget of `delivery` with other signals and with what waits there.
  init(
    of signal: TelemetrySignal,
    _ delivery: Delivery,
    worker: Worker,
    resource: Resource,
    options: BatchOptions
  ) {
    self.signal = signal
    self.delivery = delivery
    self.worker = worker
    self.resource = resource
    self.options = options
    terms = BatchShard.Terms(
      options: options,
      headBytes: PendingRequest.overhead + EncodedRequest.request(signal, of: resource, []).byteCount
        + Self.scopeHeadBytes,
      delivery: delivery
    )
    delivery.book.add(self)
    delivery.openBatches.add(self)
    worker.add(self)
  }

  /// What waits at this moment, and what waited before.
  package var queue: Queue {
    var size = 0
    shards.forEach { size += $0.itemCount }
    return Queue(size: size, capacity: options.maximumBatchSize, tally: tally.withLock { $0 })
  }

  /// Takes the item of at least `leastBytes` that `write` writes; returns why it was not taken, which is then to be booked
  /// with ``refuse(_:_:)``. `id` is that of the identity of its scope.
  @inline(__always)
  package func append(
    of id: ObjectIdentifier,
    _ identity: @autoclosure () -> ScopeIdentity,
    atLeast leastBytes: Int,
    _ write: (inout ByteWriter) -> Void
  ) -> DropReason? {
    guard leastBytes <= options.maximumBatchBytes else { return .tooLarge }
    let (placement, isFirst) = shards.withCurrent { shard in
      let placement = shard.append(of: id, identity, terms, write)
      return (placement, shard.oldest == nil && shard.begin(at: worker.clock.instant))
    }
    // The worker must learn that there is a date to keep.
    if isFirst { worker.signal.raise() }
    return placement.flatMap { finish($0) }
  }

  @inline(never)
  private func finish(_ placement: BatchShard.Placement) -> DropReason? {
    switch placement {
    case .written(let batches):
      for batch in batches { send(batch) }
      return nil
    case .refused(let reason): return reason
    }
  }

  /// Books an item that was not taken; `name` tells the operator which one exceeds a request by itself.
  package func refuse(_ reason: DropReason, _ name: @autoclosure () -> String) {
    tally.withLock { $0.refused[reason, default: 0] += 1 }
    if reason == .tooLarge {
      delivery.refuseOversized(name(), of: signal)
    } else {
      delivery.refuse(1, of: signal, because: reason)
    }
  }

  /// When the oldest open item has waited long enough.
  package var due: Instant? {
    var oldest: Instant?
    shards.forEach { shard in
      if let began = shard.oldest { oldest = min(began, oldest ?? began) }
    }
    return oldest?.advanced(by: options.scheduleDelay)
  }

  package func run(on worker: Worker) {
    seal()
  }

  /// Hands open chunks over, full or not.
  package func seal() {
    for batch in sealAll().joined(within: terms) { send(batch) }
  }

  private func sealAll(forGood: Bool = false) -> [SealedBatch] {
    var batches: [SealedBatch] = []
    shards.forEach { shard in
      if forGood { shard.isShutDown = true }
      if shard.itemCount > 0 { batches.append(shard.seal()) }
    }
    return batches
  }

  /// Tells the ledger of the items it does not know yet.
  package func bookItems() {
    shards.forEach { shard in
      let count = shard.takeUnbooked()
      // Under the lock of the shard: whoever hands the items over finds them booked.
      if count > 0 { delivery.book.accept(count, of: signal) }
    }
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
    for batch in sealAll(forGood: true).joined(within: terms) { send(batch) }
  }

  /// Gives open chunks up and refuses later items: the worker never gets to see them.
  package func abandon() {
    for batch in sealAll(forGood: true) {
      terms.budget.release(batch.reservedBytes)
      delivery.book.accept(batch.unbookedCount, of: signal)
      tally.withLock { $0.refused[.shutdown, default: 0] += UInt64(batch.itemCount) }
      delivery.book.drop(batch.itemCount, of: signal, because: .shutdown)
    }
  }

  @inline(never)
  private func send(_ batch: SealedBatch) {
    guard batch.itemCount > 0 else { return }
    delivery.book.accept(batch.unbookedCount, of: signal)
    let request = EncodedRequest.request(signal, of: resource, batch.scopes)
    let refusal = delivery.enqueue(request)
    // Not before it waits there: meanwhile somebody else would take the room.
    terms.budget.release(batch.reservedBytes)
    let count = UInt64(batch.itemCount)
    tally.withLock { tally in
      if let refusal {
        tally.refused[refusal, default: 0] += count
      } else {
        tally.passed += count
      }
    }
  }
}
