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
  /// The call breaks off: the client hears `CANCELLED`, its connection stays.
  case reset
  /// Every connection breaks and nobody hears a status, as when a collector is killed. It listens again at once.
  case disconnect
  /// The call ends well, with trailers only: there is no response.
  case withoutMessage
  /// Clients are asked to make new connections (GOAWAY) as the request arrives; its answer still comes on its own.
  case goAway(CollectorAnswer)

  /// What gRPC itself says to a request of `size` bytes when it takes no more than `maximum`.
  ///
  /// ```swift
  /// collector.answer { $0.message.count > 4_096 ? .tooLarge($0.message.count, maximum: 4_096) : .ok }
  /// ```
  public static func tooLarge(_ size: Int, maximum: Int) -> CollectorAnswer {
    .status(.resourceExhausted, message: "Received message larger than max (\(size) vs. \(maximum))")
  }

  /// Whether a client that gets this answer has delivered its request, at least in part.
  public var isAcceptance: Bool {
    switch self {
    case .ok, .partialSuccess, .withoutMessage: true
    case .status(let status, _, _): status == .ok
    case .delayed(_, let answer), .goAway(let answer): answer.isAcceptance
    case .never, .reset, .disconnect: false
    }
  }

  /// How many of `count` items the collector keeps.
  public func accepted(of count: Int) -> Int {
    switch self {
    case .ok, .withoutMessage: count
    case .partialSuccess(let rejected, _): max(count - Int(clamping: max(rejected, 0)), 0)
    case .status(let status, _, _): status == .ok ? count : 0
    case .delayed(_, let answer), .goAway(let answer): answer.accepted(of: count)
    case .never, .reset, .disconnect: 0
    }
  }

  /// How many of `count` items the collector takes and throws away.
  public func rejected(of count: Int) -> Int {
    isAcceptance ? count - accepted(of: count) : 0
  }

  /// The answer as the server sends it.
  var reply: Reply {
    switch self {
    case .ok:
      return .ok()
    case .partialSuccess(let rejected, let message):
      return .ok(ExportResponse(rejected: rejected, message: message).encoded)
    case .status(let status, let message, let retryDelay):
      return .failure(status, message, retryDelay: retryDelay)
    case .delayed(let delay, let answer):
      var reply = answer.reply
      reply.delay += delay
      return reply
    case .never:
      return .never
    case .reset:
      return .reset
    case .disconnect:
      return .disconnected
    case .withoutMessage:
      var reply = Reply()
      reply.message = nil
      return reply
    case .goAway(let answer):
      var reply = answer.reply
      reply.goesAway = true
      return reply
    }
  }
}

extension Reply {
  fileprivate static func failure(_ status: Status, _ message: String, retryDelay: Duration?) -> Reply {
    var reply = failure(status, message)
    guard let retryDelay else { return reply }
    let details = RetryInfo.statusDetails(code: status.rawValue, message: message, delay: retryDelay)
    // The key is legal, so there is always an entry.
    if let entry = try? Metadata.Entry("grpc-status-details-bin", details) {
      reply.trailingMetadata.append(entry)
    }
    return reply
  }
}
