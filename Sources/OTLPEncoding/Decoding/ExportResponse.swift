internal import COTLP

/// What a collector says about a request it accepted, at least in part.
package struct ExportResponse: Equatable, Sendable {
  /// How many data points, spans or log records it rejected; sending them again would not help.
  package let rejected: Int64
  /// Its reason, or a warning when nothing was rejected; empty for neither.
  package let message: String

  package init(rejected: Int64 = 0, message: String = "") {
    self.rejected = rejected
    self.message = message
  }

  /// Everything was accepted, without comment.
  package static let fullSuccess = ExportResponse()
}

extension OTLPDecoder {
  /// An `ExportMetricsServiceResponse`.
  package static func metricsResponse(_ bytes: [UInt8]) throws(DecodingFailure) -> ExportResponse {
    try unsafe UnpackedMessage<CMetricsResponse>(bytes).read { response in
      guard let partial = unsafe response.partial_success?.pointee else { return .fullSuccess }
      return unsafe ExportResponse(partial.rejected_data_points, partial.error_message)
    }
  }

  /// An `ExportTraceServiceResponse`.
  package static func traceResponse(_ bytes: [UInt8]) throws(DecodingFailure) -> ExportResponse {
    try unsafe UnpackedMessage<CTraceResponse>(bytes).read { response in
      guard let partial = unsafe response.partial_success?.pointee else { return .fullSuccess }
      return unsafe ExportResponse(partial.rejected_spans, partial.error_message)
    }
  }

  /// An `ExportLogsServiceResponse`.
  package static func logsResponse(_ bytes: [UInt8]) throws(DecodingFailure) -> ExportResponse {
    try unsafe UnpackedMessage<CLogsResponse>(bytes).read { response in
      guard let partial = unsafe response.partial_success?.pointee else { return .fullSuccess }
      return unsafe ExportResponse(partial.rejected_log_records, partial.error_message)
    }
  }
}

extension ExportResponse {
  /// A negative count is a collector's mistake and counts as none.
  fileprivate init(_ rejected: Int64, _ message: ProtobufCBinaryData) {
    unsafe self.init(rejected: max(rejected, 0), message: String(message))
  }
}
