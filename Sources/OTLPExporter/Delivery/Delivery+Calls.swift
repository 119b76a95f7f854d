import GRPCTransport
import OTLPEncoding
import Synchronization
import Telemetry

/// A request on its way to the collector.
struct OpenCall {
  let attempt: DeliveryState.Attempt
  let start: Instant
  let timeout: Duration
  var call: CollectorCall
}

extension [OpenCall] {
  /// Takes a call off when it `isOver`, or else keeps it as it is now; false when it is gone.
  fileprivate mutating func settle(_ call: OpenCall, isOver: Bool) -> Bool {
    guard let place = firstIndex(where: { $0.attempt.request.id == call.attempt.request.id }) else {
      return false
    }
    if isOver { remove(at: place) } else { self[place] = call }
    return true
  }
}

/// How requests are sent and what their answers mean; everything here runs on the worker.
///
/// Calls stay open while the worker does something else. They go on when it waits for one of them again.
extension Delivery {
  /// How long to wait for an answer before looking around.
  private static let glance = Duration.milliseconds(50)

  /// The same while others are waited for too, which must not be kept waiting by one that does not come.
  private static let shortGlance = Duration.milliseconds(10)

  /// Begins an attempt for everything that may be sent now; true when an answer is waited for then.
  func beginDue(until deadline: Instant, isFlush: Bool) -> Bool {
    for signal in TelemetrySignal.allCases where isFlush || !isHeld(signal) {
      while isWanted(until: deadline),
        let attempt = state.withLock({ $0.begin(signal, at: worker.clock.instant, options) })
      {
        if isTooLarge(attempt.request), cut(attempt, to: sizeLimit.bytes, after: nil) {
          // Its pieces are on disk then, and come before what waits here.
          if attempt.request.spot != nil { break }
          continue
        }
        if attempt.allowed > .zero {
          begin(attempt)
        } else {
          // The time of its collection is over.
          tryLater(attempt, after: .deadlineExceeded, askedFor: nil, isFlush: isFlush)
        }
      }
    }
    return calls.withLock { !$0.isEmpty }
  }

  private func begin(_ attempt: DeliveryState.Attempt) {
    // The pauses here already pace the attempts; gRPC's own on top would only make a collector that is back wait.
    if attempt.failures > 0 { connection.resetBackoff() }
    let start = worker.clock.instant
    let message = Message(attempt.request.encoded)
    let call = connection.start(message, of: attempt.signal, timeout: attempt.allowed)
    let open = OpenCall(attempt: attempt, start: start, timeout: attempt.allowed, call: call)
    calls.withLock { $0.append(open) }
  }

  /// Settles what is answered, and waits a moment for the first answer if there is `time`.
  func settleAnswered(hasTime: Bool, isFlush: Bool) {
    let glance = calls.withLock { $0.count == 1 } ? Self.glance : Self.shortGlance
    var place = 0
    // Looked up anew each time: whoever hears of an answer may flush, which settles others.
    while var open = calls.withLock({ $0.indices.contains(place) ? $0[place] : nil }) {
      let patience = hasTime && place == 0 ? glance : .zero
      let answer = connection.answer(to: &open.call, within: patience)
      let isHere = calls.withLock { $0.settle(open, isOver: answer != nil) }
      guard let answer, isHere else {
        place += 1
        continue
      }
      finish(open, answer, isFlush: isFlush)
      // The next one has become the first, and deserves the patience.
      if hasTime, place == 0 { return }
    }
  }

  /// Gives up the calls that have no answer yet; their requests are for later.
  func cancelCalls() {
    settleAnswered(hasTime: false, isFlush: false)
    while let open = calls.withLock({ $0.popLast() }) {
      open.call.cancel()
      finish(open, nil, isFlush: false, isLast: worker.isHurrying)
    }
  }

  private func finish(_ call: OpenCall, _ answer: Answer?, isFlush: Bool, isLast: Bool = false) {
    let waited = call.start.duration(until: worker.clock.instant)
    // Our own deadline has the collector's code for one: the call is not the collector's failure (Z-18).
    let isCutShort =
      call.timeout < options.attemptTimeout(of: call.attempt.signal)
      && waited + CollectorConnection.slack >= call.timeout
    if let answer, answer.status != .deadlineExceeded || !isCutShort {
      settle(call.attempt, answer, isFlush: isFlush)
    } else {
      condition.noteSilence(of: call.attempt.signal, for: waited, isLast: isLast)
      tryLater(call.attempt, after: answer?.status ?? .cancelled, askedFor: nil, isFlush: isFlush)
    }
  }

  private func settle(_ attempt: DeliveryState.Attempt, _ answer: Answer, isFlush: Bool) {
    if cutToFit(attempt, answer) { return }
    let isCurrent = state.withLock { $0.queue[attempt.signal].pauses == attempt.pauses }
    switch Verdict(answer, to: attempt.signal) {
    case .settled(let rejected, let message):
      let failure = rejected > 0 ? "rejected" : nil
      guard let request = take(attempt, after: answer.status, failure: failure) else { return }
      book(request, rejected: rejected)
      condition.noteDelivered(
        request.signal, items: request.itemCount, rejected: rejected, message: message, isCurrent: isCurrent,
        idle: state.withLock { $0.queue.idle })
    case .refused:
      let failure = "\(answer.status)"
      guard let request = take(attempt, after: answer.status, failure: failure) else { return }
      bookRefusal(of: request, because: answer.status.dropReason, cause: failure)
      condition.noteRefused(request.signal, items: request.itemCount, by: answer, isCurrent: isCurrent)
    case .transient(let retryAfter):
      condition.noteUnreachable(answer, by: attempt.signal)
      tryLater(attempt, after: answer.status, askedFor: retryAfter, isFlush: isFlush)
    }
  }

  /// Keeps a request for another attempt, unless its time is over or nobody will make one.
  private func tryLater(
    _ attempt: DeliveryState.Attempt,
    after status: Status,
    askedFor: Duration?,
    isFlush: Bool
  ) {
    let now = worker.clock.instant
    let left = options.retry.budget - attempt.request.since.duration(until: now)
    let (request, isClosed) = state.withLock { state in
      let request = state.postpone(
        attempt, askedFor: askedFor, atMost: max(left, .zero), isFlush: isFlush, options.retry, now: now)
      return (request, state.isClosed)
    }
    guard isClosed || left <= .zero, let request else { return }
    let cause = isClosed ? DropReason.shutdown.rawValue : "\(status)"
    guard state.withLock({ $0.take(attempt, isAnswered: false) }) != nil else { return }
    if let spot = request.spot {
      spool?.giveBack(spot)
    } else {
      let reason = isClosed ? .shutdown : request.isCovered ? .superseded : DropReason.retriesExhausted
      // What is on disk is not settled.
      let isKept = keep(request.encoded, otherwise: reason, cause: cause)
      if !isKept { measure(request, status, failure: cause) }
    }
  }

  /// Takes a request off its lane that the collector answered for; nil when it is gone.
  private func take(_ attempt: DeliveryState.Attempt, after status: Status, failure: String?)
    -> PendingRequest?
  {
    let request = state.withLock { $0.take(attempt, isAnswered: true) }
    if let request { measure(request, status, failure: failure) }
    return request
  }

  /// Tells the metrics how long it took to settle a request.
  private func measure(_ request: PendingRequest, _ status: Status, failure: String?) {
    guard let begun = request.firstAttempt else { return }
    let time = begun.duration(until: worker.clock.instant)
    state.withLock { $0.meter }?.record(time, of: request.signal, status, failure: failure)
  }
}
