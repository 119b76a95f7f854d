import GRPCTransport
import OTLPEncoding
import Synchronization
import Telemetry

/// What happens when the collector takes no request as large as that one; everything here runs on the worker.
extension Delivery {
  /// How often one request is cut: enough for a collector that takes a sixty-fourth and does not say so, and an end for one
  /// that takes nothing.
  private static let maximumCuts = 6

  /// Whether the collector is known not to take a request: one from before that was known, or from the disk.
  func isTooLarge(_ request: PendingRequest) -> Bool {
    guard let maximum = sizeLimit.maximum else { return false }
    return request.encoded.byteCount > maximum
  }

  /// Cuts the request of an attempt to what the collector takes, if `answer` says that it was too large; false when it does
  /// not, or nothing can be done about it.
  func cutToFit(_ attempt: DeliveryState.Attempt, _ answer: Answer) -> Bool {
    let size = attempt.request.encoded.byteCount
    let refusal = SizeRefusal(
      answer, requestBytes: size, maximumResponseBytes: options.channel.maximumResponseBytes)
    guard let refusal else { return false }
    // Who names no limit may take half of that.
    if let limit = sizeLimit.learn(maximum: refusal.limit ?? size / 2) {
      condition.noteRequestLimit(limit, afterRefusalOf: size, maximum: refusal.limit)
    }
    return cut(attempt, to: sizeLimit.bytes, after: answer)
  }

  /// Puts pieces of at most `maximum` bytes in the place of the request of an attempt, where they are due at once; items that
  /// are too large by themselves are given up. False when there are no such pieces.
  func cut(_ attempt: DeliveryState.Attempt, to maximum: Int, after answer: Answer?) -> Bool {
    let request = attempt.request
    guard request.cuts < Self.maximumCuts, maximum < request.encoded.byteCount,
      let split = RequestSplitter.pieces(of: request.encoded, atMost: maximum)
    else { return false }
    if let spot = request.spot { return replace(attempt, at: spot, with: split, after: answer) }

    let unplaced = state.withLock { $0.replace(attempt, with: split.pieces, isAnswered: answer != nil) }
    guard let unplaced else { return false }
    for piece in unplaced { keep(piece, otherwise: .queueFull) }
    if split.oversized > 0 {
      book.fail(split.oversized, of: request.signal, because: .tooLarge)
      for name in split.oversizedNames { condition.noteOversized(name) }
    }
    return true
  }

  /// The same for a request from the disk, where its pieces go.
  private func replace(
    _ attempt: DeliveryState.Attempt,
    at spot: SpoolSpot,
    with split: RequestSplitter.Split,
    after answer: Answer?
  ) -> Bool {
    let signal = attempt.signal
    guard let spool, state.withLock({ $0.take(attempt, isAnswered: answer != nil) }) != nil else {
      return false
    }
    if spool.replace(spot, with: split.pieces, of: signal) {
      spool.drop(split.oversized, from: spot, of: signal, because: .tooLarge)
      for name in split.oversizedNames { condition.noteOversized(name) }
    } else {
      spool.putOff(spot, of: signal)
    }
    return true
  }
}
