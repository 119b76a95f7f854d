package import GRPCTransport
import OTLPEncoding
package import Telemetry

/// What the collector's answer means for a request, as the specification lays down (X-26 … X-31).
package enum Verdict: Equatable, Sendable {
  /// It is settled; of its items `rejected` were refused for good.
  case settled(rejected: Int, message: String)
  /// Sending the same bytes again may succeed, not before `retryAfter`.
  case transient(retryAfter: Duration?)
  /// Sending it again cannot succeed.
  case refused

  /// The meaning of `answer` to a request of `signal`.
  package init(_ answer: Answer, to signal: TelemetrySignal) {
    let details = answer.trailingMetadata["grpc-status-details-bin"]
    let delay = details.flatMap { RetryInfo.delay(fromStatusDetails: $0) }
    switch answer.status {
    case .ok:
      // A response that cannot be read still says that the request was taken.
      let response = (try? ExportResponse(answer.response, to: signal)) ?? .fullSuccess
      self = .settled(rejected: Int(clamping: response.rejected), message: response.message)
    case .cancelled, .deadlineExceeded, .aborted, .outOfRange, .unavailable, .dataLoss:
      self = .transient(retryAfter: delay)
    case .resourceExhausted:
      // Without advice when to come back it is the request that is too much, not the moment.
      self = delay.map { .transient(retryAfter: $0) } ?? .refused
    case .unknown, .invalidArgument, .notFound, .alreadyExists, .permissionDenied, .failedPrecondition,
      .unimplemented, .internal, .unauthenticated:
      self = .refused
    }
  }
}

extension ExportResponse {
  fileprivate init(_ bytes: [UInt8], to signal: TelemetrySignal) throws(DecodingFailure) {
    self =
      switch signal {
      case .metrics: try OTLPDecoder.metricsResponse(bytes)
      case .traces: try OTLPDecoder.traceResponse(bytes)
      case .logs: try OTLPDecoder.logsResponse(bytes)
      }
  }
}

extension Status {
  /// The reason under which refused items are booked: `invalid_argument`, `unimplemented`, …
  package var dropReason: DropReason {
    DropReason(rawValue: description.lowercased())
  }
}
