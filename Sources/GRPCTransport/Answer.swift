/// How a call ended and what came back.
package struct Answer: Equatable, Sendable {
  /// How the call ended.
  package let status: Status
  /// The words that came with the status: the server's, or gRPC's own if the call never got there.
  package let statusMessage: String
  /// The response; empty unless `status` is `.ok`.
  package let response: [UInt8]
  /// The headers of the response.
  package let initialMetadata: Metadata
  /// The trailers of the response.
  package let trailingMetadata: Metadata
  /// Where the call went, such as `ipv4:127.0.0.1:4317`, or the target if it went nowhere. Not authenticated.
  package let peer: String
  /// gRPC's full account of a failure, for debugging; nil if there is none.
  package let errorDetail: String?
  /// What is wrong with the dates of the certificate that ended the handshake, the server's or, where that hung up, our
  /// own; nil unless somebody looked.
  package var lapse: CertificateLapse?

  package init(
    status: Status,
    statusMessage: String = "",
    response: [UInt8] = [],
    initialMetadata: Metadata = [],
    trailingMetadata: Metadata = [],
    peer: String = "",
    errorDetail: String? = nil
  ) {
    self.status = status
    self.statusMessage = statusMessage
    self.response = response
    self.initialMetadata = initialMetadata
    self.trailingMetadata = trailingMetadata
    self.peer = peer
    self.errorDetail = errorDetail
  }
}
