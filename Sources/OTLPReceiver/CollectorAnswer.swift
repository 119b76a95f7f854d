public import GRPCTransport
internal import OTLPEncoding

/// What a collector says to one export request.
public indirect enum CollectorAnswer: Equatable, Sendable {
  /// Everything is accepted.
  case ok
  /// All but `rejected` items are accepted; with none rejected, `message` is a warning.
  case partialSuccess(rejected: Int64, message: String)
  /// Nothing is accepted. With a `retryDelay`, the client is asked to wait that long before it tries again.
  case status(Status, message: String = "", retryDelay: Duration? = nil)
  /// The answer, later. Other requests are answered meanwhile.
  case delayed(by: Duration, CollectorAnswer)
  /// No answer until the client gives up.
  case never
  /// The call breaks off, as when a collector crashes.
  case reset

  /// Whether a client that gets this answer has delivered its request, at least in part.
  public var isAcceptance: Bool {
    switch self {
    case .ok, .partialSuccess: true
    case .status(let status, _, _): status == .ok
    case .delayed(_, let answer): answer.isAcceptance
    case .never, .reset: false
    }
  }

  /// How many of `count` items the collector keeps.
  public func accepted(of count: Int) -> Int {
    switch self {
    case .ok: count
    case .partialSuccess(let rejected, _): max(count - Int(clamping: max(rejected, 0)), 0)
    case .status(let status, _, _): status == .ok ? count : 0
    case .delayed(_, let answer): answer.accepted(of: count)
    case .never, .reset: 0
    }
  }

  /// The answer as the server sends it.
  var reply: Reply {
    switch self {
    case .ok:
      return .ok()
    case .partialSuccess(let rejected, let message):
      return .ok(ExportResponse(rejected: rejected, message: message).encoded)
    case .status(let status, let message, let retryDelay):
      var reply = Reply.failure(status, message)
      if let retryDelay {
        let details = RetryInfo.statusDetails(code: status.rawValue, message: message, delay: retryDelay)
        // The key is legal, so there is always an entry.
        if let entry = try? Metadata.Entry("grpc-status-details-bin", details) {
          reply.trailingMetadata.append(entry)
        }
      }
      return reply
    case .delayed(let delay, let answer):
      var reply = answer.reply
      reply.delay += delay
      return reply
    case .never:
      return .never
    case .reset:
      return .reset
    }
  }
}
