import GRPCTransport
import Telemetry

/// What a delivery knows, and how it changes; the calls themselves happen elsewhere.
struct DeliveryState {
  var queue: DeliveryQueue
  var generator: Xoshiro256
  var isClosed = false
  /// The request whose answer is waited for.
  var underWay: UInt64?
  /// Nil unless somebody wants to know how long deliveries take.
  var meter: OperationMeter?
  /// The request that was tried last, in the form gRPC sends; a retry lends the same memory again.
  private var message: (id: UInt64, message: Message)?
  private var lastExport: UInt64 = 0

  /// One attempt that is about to begin.
  struct Attempt {
    let request: PendingRequest
    /// How many failed before it.
    let failures: Int
    /// Whether no other signal waits.
    let isAlone: Bool
    /// How long it may take; zero when the export it belongs to has used up its time.
    let allowed: Duration
  }

  init(queue: DeliveryQueue, generator: Xoshiro256) {
    self.queue = queue
    self.generator = generator
  }

  /// A number for requests that belong together.
  mutating func nextExport() -> UInt64 {
    lastExport += 1
    return lastExport
  }

  /// Begins the next attempt of a signal; nil when nothing waits.
  mutating func begin(_ signal: TelemetrySignal, at now: Instant, _ options: OTLPExporterOptions) -> Attempt?
  {
    guard let request = queue[signal].first else { return nil }
    var allowed = options.timeout
    if signal == .metrics, let limit = options.metricsTimeout {
      allowed = min(allowed, queue[signal].window.remaining(of: limit, for: request.export, at: now))
    }
    underWay = request.id
    if allowed > .zero { queue[signal].begin(at: now) }
    return Attempt(
      request: request,
      failures: queue[signal].failures,
      isAlone: queue.isEmpty(but: signal),
      allowed: allowed
    )
  }

  /// The request as gRPC sends it; made when it is tried, since nobody who records may touch gRPC.
  mutating func message(of request: PendingRequest) -> Message {
    if let message, message.id == request.id { return message.message }
    let new = Message(request.encoded)
    message = (request.id, new)
    return new
  }

  /// Takes a request off its lane and tells when it was tried first; nil when it is gone.
  mutating func take(_ request: PendingRequest, isAnswered: Bool) -> (
    firstAttempt: Instant?, OperationMeter?
  )? {
    let firstAttempt = queue[request.signal].firstAttempt
    guard queue.remove(request) else { return nil }
    message = nil
    if isAnswered { queue[request.signal].succeed() }
    return (firstAttempt, meter)
  }

  /// Puts the next attempt of a signal off, as `retry` says and the collector asks for, but not beyond `limit`.
  mutating func postpone(
    _ signal: TelemetrySignal,
    askedFor: Duration?,
    atMost limit: Duration,
    isFlush: Bool,
    _ retry: RetryPolicy,
    now: Instant
  ) {
    let pause = retry.pause(
      afterFailures: queue[signal].failures + 1,
      isFlush: isFlush,
      using: &generator
    )
    // No request waits beyond its own budget, whatever the collector asks for.
    let asked = askedFor.map { min($0, max(limit, pause)) }
    queue[signal].postpone(by: pause, askedFor: asked, now: now)
  }
}
