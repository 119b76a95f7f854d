import GRPCTransport
import OTLPEncoding
import Telemetry

/// A request that waits to be delivered.
struct PendingRequest: Sendable {
  let signal: TelemetrySignal
  let itemCount: Int
  let message: Message
  let since: Instant

  var byteCount: Int { message.byteCount }
}

/// Requests in the order they are to be sent, within a budget of bytes.
struct DeliveryQueue: Sendable {
  private(set) var byteCount = 0
  private var requests: [PendingRequest] = []
  /// Where the queue begins in `requests`: taking the first one moves nothing.
  private var head = 0
  private let maximumBytes: Int

  init(maximumBytes: Int) {
    self.maximumBytes = maximumBytes
  }

  var first: PendingRequest? { head < requests.count ? requests[head] : nil }

  /// Appends `request`, and returns what had to go: older metrics for newer ones, since a newer point of a series
  /// covers the older; otherwise the newcomer itself (T-62).
  mutating func append(_ request: PendingRequest) -> [PendingRequest] {
    var dropped: [PendingRequest] = []
    while byteCount + request.byteCount > maximumBytes, request.signal == .metrics,
      let oldest = requests[head...].firstIndex(where: { $0.signal == .metrics })
    {
      byteCount -= requests[oldest].byteCount
      dropped.append(requests.remove(at: oldest))
    }
    guard byteCount + request.byteCount <= maximumBytes else { return dropped + [request] }
    byteCount += request.byteCount
    requests.append(request)
    return dropped
  }

  /// Takes the first request off.
  mutating func removeFirst() {
    guard let first else { return }
    byteCount -= first.byteCount
    head += 1
    if head == requests.count || head > 64 {
      requests.removeFirst(head)
      head = 0
    }
  }

  /// Takes everything off.
  mutating func removeAll() -> [PendingRequest] {
    defer {
      requests = []
      head = 0
      byteCount = 0
    }
    return Array(requests[head...])
  }
}
