import GRPCTransport
import OTLPEncoding
import Telemetry

/// What a delivery knows, and how it changes; the calls themselves happen elsewhere.
struct DeliveryState {
  var queue: DeliveryQueue
  var generator: Xoshiro256
  var isClosed = false
  /// Nil unless somebody wants to know how long deliveries take.
  var meter: OperationMeter?
  private var lastExport: UInt64 = 0

  /// One attempt that is about to begin.
  struct Attempt {
    let request: PendingRequest
    /// How many failed before it.
    let failures: Int
    /// How many pauses its lane had made.
    let pauses: Int
    /// How long it may take; zero when the export it belongs to has used up its time.
    let allowed: Duration

    var signal: TelemetrySignal { request.signal }
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

  /// Begins an attempt of a signal; nil when none is due.
  mutating func begin(_ signal: TelemetrySignal, at now: Instant, _ options: OTLPExporterOptions) -> Attempt?
  {
    guard let due = queue[signal].due, due <= now, let request = queue[signal].begin(at: now) else {
      return nil
    }
    var allowed = options.attemptTimeout(of: signal)
    if signal == .metrics, let limit = options.metricsTimeout {
      allowed = min(allowed, queue[signal].window.remaining(of: limit, for: request.export, at: now))
    }
    return Attempt(
      request: request, failures: queue[signal].failures, pauses: queue[signal].pauses, allowed: allowed)
  }

  /// Takes the request of an attempt that was the last off its lane and tells what became of it in between; nil when it is
  /// gone.
  mutating func take(_ attempt: Attempt, isAnswered: Bool) -> PendingRequest? {
    guard let request = queue.remove(attempt.request) else { return nil }
    if isAnswered { queue[attempt.signal].succeed(after: attempt.pauses) }
    return request
  }

  /// Puts `pieces` in the place of the request of an attempt, and returns those for which there is no room; nil when it is gone,
  /// or nobody will send them.
  mutating func replace(_ attempt: Attempt, with pieces: [EncodedRequest], isAnswered: Bool)
    -> [EncodedRequest]?
  {
    guard !isClosed, queue[attempt.signal].end(attempt.request.id) != nil else { return nil }
    defer { if isAnswered { queue[attempt.signal].succeed(after: attempt.pauses) } }
    return queue.replace(attempt.request, with: pieces)
  }

  /// Leaves the request of an attempt that failed where it is, and puts off the next attempt of its signal, as `retry` says and
  /// the collector asks for, but not beyond `limit`. Returns the request as it is now; nil when it is gone.
  mutating func postpone(
    _ attempt: Attempt,
    askedFor: Duration?,
    atMost limit: Duration,
    isFlush: Bool,
    _ retry: RetryPolicy,
    now: Instant
  ) -> PendingRequest? {
    let signal = attempt.signal
    let pause = retry.pause(
      afterFailures: queue[signal].failures + 1,
      isFlush: isFlush,
      using: &generator
    )
    // No request waits beyond its own budget, whatever the collector asks for.
    let asked = askedFor.map { min($0, max(limit, pause)) }
    queue[signal].postpone(by: pause, askedFor: asked, after: attempt.pauses, now: now)
    return queue[signal].end(attempt.request.id)
  }
}
