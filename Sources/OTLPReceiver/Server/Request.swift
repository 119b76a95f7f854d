package import GRPCTransport

/// One unary call as it arrived.
package struct Request: Sendable {
  /// The path of the method, such as `/package.Service/Method`.
  package let method: String
  /// The bytes of the message, expanded if they came compressed.
  package let message: [UInt8]
  /// The headers of the call.
  package let metadata: Metadata
  /// Who called, such as `ipv4:127.0.0.1:50312`. Not authenticated.
  package let peer: String

  package init(method: String, message: [UInt8], metadata: Metadata = [], peer: String = "") {
    self.method = method
    self.message = message
    self.metadata = metadata
    self.peer = peer
  }
}
