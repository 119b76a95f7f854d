import OTLPEncoding
import Synchronization
package import Telemetry

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

    init(_ tracer: TracerIdentity) {
      self.tracer = tracer
      writer = ByteWriter(capacity: 16_384)
    }

    func seal() -> ScopeSpans {
      var full = ByteWriter(capacity: 0)
      swap(&full, &writer)
      return ScopeSpans(scope: tracer.scope, spanCount: count, spans: full.seal())
    }
  }

  private struct State {
    var scopes: [OpenScope] = []
    var spanCount = 0
    var byteCount = 0
    var oldest: Instant?
    var isShutDown = false
  }

  /// What became of a span.
  private enum Placement {
    case open
    case full([ScopeSpans])
    case refused(DropReason)
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

  package func onStart(_ span: Span) {}

  package func onEnd(_ span: FinishedSpan) {
    guard span.context.isSampled else { return }
    let waitingBytes = delivery.queuedBytes
    let placement = state.withLock { state -> Placement in
      if state.isShutDown { return .refused(.alreadyShutdown) }
      if waitingBytes + state.byteCount >= maximumQueueBytes { return .refused(.queueFull) }
      write(span, into: &state)
      guard state.spanCount >= options.maximumBatchSize || state.byteCount >= options.maximumBatchBytes else {
        return .open
      }
      return .full(takeAll(&state))
    }
    switch placement {
    case .open: break
    case .full(let scopes): send(scopes)
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
    state.withLock { $0.isShutDown = true }
    sealOpenSpans()
    return true
  }

  private func write(_ span: FinishedSpan, into state: inout State) {
    let scope: OpenScope
    if let known = state.scopes.first(where: { $0.tracer === span.tracer }) {
      scope = known
    } else {
      scope = OpenScope(span.tracer)
      state.scopes.append(scope)
    }
    let before = scope.writer.count
    scope.writer.span(span)
    scope.count += 1
    state.spanCount += 1
    state.byteCount += scope.writer.count - before
    if state.oldest == nil {
      state.oldest = worker.clock.instant
      // The worker must learn that there is a date to keep.
      worker.signal.raise()
    }
  }

  private func takeAll(_ state: inout State) -> [ScopeSpans] {
    let sealed = state.scopes.map { $0.seal() }
    state = State(isShutDown: state.isShutDown)
    return sealed
  }

  private func send(_ scopes: [ScopeSpans]) {
    guard !scopes.isEmpty else { return }
    delivery.enqueue(.traces(of: resource, scopes))
  }
}
