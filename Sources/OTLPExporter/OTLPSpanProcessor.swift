import OTLPEncoding
import Synchronization
package import Telemetry
import WireFormat

/// Writes each span as it ends, on the thread that ends it, into the open chunk of its scope; full or old chunks
/// become a request.
///
/// This is the batch processor of the specification (T-62), with two differences that come from encoding early:
/// what waits is counted in bytes, and the limit is shared by all signals.
package final class OTLPSpanProcessor: SpanProcessor, WorkerTask {
  /// What may be chosen about batches.
  package struct Options: Sendable {
    /// How long an ended span waits for company.
    package var scheduleDelay = Duration.seconds(5)
    /// How many spans make a request.
    package var maximumBatchSize = 512
    /// How many bytes make a request.
    package var maximumBatchBytes = 1_048_576

    package init() {}
  }

  /// The spans of one scope that have not been handed over yet.
  private final class OpenScope {
    let tracer: TracerIdentity
    var count = 0
    var writer: ByteWriter

    init(_ tracer: TracerIdentity, capacity: Int) {
      self.tracer = tracer
      writer = ByteWriter(capacity: max(capacity, 4_096))
    }

    func seal() -> ScopeSpans {
      var full = ByteWriter(capacity: 0)
      swap(&full, &writer)
      return ScopeSpans(scope: tracer.scope, spanCount: count, spans: full.seal())
    }
  }

  /// What became of the spans that do not wait any more.
  package struct Tally: Equatable, Sendable {
    /// How many were handed over for delivery.
    package var passed: UInt64 = 0
    /// How many were given up before they could be.
    package var refused: [DropReason: UInt64] = [:]
  }

  /// What waits, and what waited.
  package struct Queue: Equatable, Sendable {
    /// How many spans are in open chunks.
    package var size: Int
    /// How many make a batch, which is then handed over.
    package var capacity: Int
    /// What became of the others.
    package var tally: Tally
  }

  private struct State {
    var scopes: [OpenScope] = []
    var spanCount = 0
    var byteCount = 0
    var oldest: Instant?
    /// How many bytes the last batch had: the next one will have about as many.
    var lastByteCount = 0
    var lastScopeCount = 0
    var tally = Tally()
    var isShutDown = false
  }

  /// What became of a span: why it was refused, or which batches it completed.
  private enum Placement {
    case refused(DropReason)
    case written([[ScopeSpans]])
  }

  private let delivery: Delivery
  private let worker: Worker
  private let resource: Resource
  private let options: Options
  private let maximumQueueBytes: Int
  private let state = Mutex(State())

  package init(
    _ delivery: Delivery,
    worker: Worker,
    resource: Resource,
    options: Options = Options(),
    maximumQueueBytes: Int
  ) {
    self.delivery = delivery
    self.worker = worker
    self.resource = resource
    self.options = options
    self.maximumQueueBytes = maximumQueueBytes
    worker.add(self)
  }

  /// How many spans are in open chunks.
  package var openSpanCount: Int { state.withLock { $0.spanCount } }

  /// What waits at this moment, and what waited before.
  package var queue: Queue {
    state.withLock { Queue(size: $0.spanCount, capacity: options.maximumBatchSize, tally: $0.tally) }
  }

  package func onStart(_ span: Span) {}

  package func onEnd(_ span: FinishedSpan) {
    guard span.context.isSampled else { return }
    // Encoded before the lock is taken: another thread that ends a span waits for a copy, not for the encoder.
    var encoded = ByteWriter(capacity: 1_024)
    encoded.span(span)
    guard encoded.count <= options.maximumBatchBytes else {
      state.withLock { $0.tally.refused[.tooLarge, default: 0] += 1 }
      return delivery.refuseOversized("a span '\(span.content.name.prefix(80))'", of: .traces)
    }
    let waitingBytes = delivery.queuedBytes
    let placement = state.withLock { state in place(encoded, of: span.tracer, waitingBytes, in: &state) }
    switch placement {
    case .written(let batches): for batch in batches { send(batch) }
    case .refused(let reason): delivery.refuse(1, of: .traces, because: reason)
    }
  }

  /// When the oldest open span has waited long enough.
  package var due: Instant? {
    state.withLock { $0.oldest?.advanced(by: options.scheduleDelay) }
  }

  package func run(on worker: Worker) {
    sealOpenSpans()
  }

  /// Hands open chunks over, full or not.
  package func sealOpenSpans() {
    send(state.withLock { takeAll(&$0) })
  }

  package func flush(until deadline: Instant) -> Bool {
    let delivery = delivery
    return worker.perform(until: deadline) {
      self.sealOpenSpans()
      return delivery.drain(until: deadline)
    } ?? false
  }

  /// Hands open chunks over and refuses later spans; the delivery is shared and closed after all signals.
  package func shutdown(until deadline: Instant) -> Bool {
    refuseSpans()
    return true
  }

  /// Hands open chunks over and refuses later spans.
  package func refuseSpans() {
    state.withLock { $0.isShutDown = true }
    sealOpenSpans()
  }

  /// Gives open chunks up and refuses later spans: the worker never gets to see them.
  package func abandonSpans() {
    let count = state.withLock { state in
      state.isShutDown = true
      let count = state.spanCount
      _ = takeAll(&state)
      state.tally.refused[.shutdown, default: 0] += UInt64(count)
      return count
    }
    delivery.book.drop(count, of: .traces, because: .shutdown)
  }

  private func place(
    _ span: borrowing ByteWriter,
    of tracer: TracerIdentity,
    _ waitingBytes: Int,
    in state: inout State
  ) -> Placement {
    if let reason = refusal(of: span.count, waitingBytes, state) {
      state.tally.refused[reason, default: 0] += 1
      return .refused(reason)
    }
    var batches: [[ScopeSpans]] = []
    if state.byteCount + span.count > options.maximumBatchBytes { batches.append(takeAll(&state)) }
    append(span, of: tracer, to: &state)
    if state.spanCount >= options.maximumBatchSize { batches.append(takeAll(&state)) }
    return .written(batches.filter { !$0.isEmpty })
  }

  private func refusal(of byteCount: Int, _ waitingBytes: Int, _ state: State) -> DropReason? {
    if state.isShutDown { return .alreadyShutdown }
    return waitingBytes + state.byteCount + byteCount > maximumQueueBytes ? .queueFull : nil
  }

  private func append(_ span: borrowing ByteWriter, of tracer: TracerIdentity, to state: inout State) {
    let scope: OpenScope
    if let known = state.scopes.first(where: { $0.tracer === tracer }) {
      scope = known
    } else {
      scope = OpenScope(tracer, capacity: state.lastByteCount / max(state.lastScopeCount, 1))
      state.scopes.append(scope)
    }
    scope.writer.raw(span)
    scope.count += 1
    // Booked where it is placed, so that the books know of it from its first moment.
    delivery.book.accept(1, of: .traces)
    state.spanCount += 1
    state.byteCount += span.count
    if state.oldest == nil {
      state.oldest = worker.clock.instant
      // The worker must learn that there is a date to keep.
      worker.signal.raise()
    }
  }

  private func takeAll(_ state: inout State) -> [ScopeSpans] {
    let sealed = state.scopes.map { $0.seal() }
    state = State(
      lastByteCount: state.byteCount,
      lastScopeCount: state.scopes.count,
      tally: state.tally,
      isShutDown: state.isShutDown
    )
    return sealed
  }

  private func send(_ scopes: [ScopeSpans]) {
    guard !scopes.isEmpty else { return }
    let request = EncodedRequest.traces(of: resource, scopes)
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
