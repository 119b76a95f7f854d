import GRPCTransport
import OTLPEncoding
import Synchronization
import Telemetry

/// What happens when the collector takes no request as large as that one; everything here runs on the worker.
extension Delivery {
  /// How often one request is cut: enough for a collector that takes a sixty-fourth and does not say so, and an end for one
  /// that takes nothing.
  private static let maximumCuts = 6

  /// Cuts the request of an attempt to what the collector takes, if `answer` says that it was too large; false when it does
  /// not, or nothing can be done about it.
  ///
  /// The pieces stand in the place of the request and are sent at once. Items that are too large by themselves are given up.
  func cutToFit(_ attempt: DeliveryState.Attempt, _ answer: Answer) -> Bool {
    let request = attempt.request
    let size = request.encoded.byteCount
    let refusal = SizeRefusal(
      answer, requestBytes: size, maximumResponseBytes: options.channel.maximumResponseBytes)
    guard let refusal else { return false }
    if let maximum = refusal.limit, let limit = sizeLimit.learn(maximum: maximum) {
      condition.noteRequestLimit(limit, learntFrom: maximum)
    }
    // Who names no limit may take half of that.
    let maximum = refusal.limit == nil ? size / 2 : sizeLimit.bytes
    guard request.cuts < Self.maximumCuts, maximum < size, maximum >= RequestSizeLimit.smallest,
      let split = RequestSplitter.pieces(of: request.encoded, atMost: maximum)
    else { return false }
    if let spot = request.spot { return replace(attempt, at: spot, with: split, after: answer) }

    let unplaced = state.withLock { $0.replace(attempt, with: split.pieces) }
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
    after answer: Answer
  ) -> Bool {
    let signal = attempt.signal
    guard let spool, take(attempt, after: answer.status, failure: "\(answer.status)", isAnswered: true) != nil
    else { return false }
    if spool.replace(spot, with: split.pieces, of: signal) {
      spool.drop(split.oversized, from: spot, of: signal, because: .tooLarge)
      for name in split.oversizedNames { condition.noteOversized(name) }
    } else {
      spool.putOff(spot, of: signal)
    }
    return true
  }
}
