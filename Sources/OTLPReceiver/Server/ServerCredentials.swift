import CGRPC
package import GRPCTransport

/// How a server proves who it is, and whom it listens to.
package enum ServerCredentials: Equatable, Sendable {
  /// Plaintext, for anybody.
  case insecure
  /// TLS; with `clientRoots`, PEM, only for clients whose certificate one of these authorities vouches for.
  case tls(TLSIdentity, clientRoots: String? = nil)

  /// Lends the core's form of the credentials to `body`.
  func with<Result>(_ body: (OpaquePointer?) -> Result) -> Result {
    let credentials: OpaquePointer? =
      switch self {
      case .insecure:
        unsafe grpc_insecure_server_credentials_create()
      case .tls(let identity, let clientRoots):
        unsafe PEM.withCString(clientRoots) { roots in
          unsafe identity.withPair { pair in
            unsafe grpc_ssl_server_credentials_create_ex(
              roots, pair, 1,
              clientRoots == nil
                ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY,
              nil
            )
          }
        }
      }
    // "The creator of the server_credentials object is responsible for its release."
    defer { if let credentials = unsafe credentials { unsafe grpc_server_credentials_release(credentials) } }
    return unsafe body(credentials)
  }
}
