import CGRPC

/// How a channel proves who it talks to, and who it is.
package enum ChannelCredentials: Equatable, Sendable {
  /// Plaintext: anybody on the way can read and change what is sent.
  case insecure
  /// TLS; there is no falling back to plaintext.
  case tls(TLSOptions)
  /// TLS with whoever answers, for a look at the certificate they show. It proves nothing: never send anything
  /// over it that matters.
  case unverifiedTLS

  var arguments: [ChannelArgument] {
    guard case .tls(let options) = self, let name = options.expectedName else { return [] }
    return [.string("grpc.ssl_target_name_override", name)]
  }

  /// Lends the core's form of the credentials to `body`.
  func with<Result>(_ body: (OpaquePointer?) -> Result) -> Result {
    let credentials: OpaquePointer? =
      switch self {
      case .insecure: unsafe grpc_insecure_credentials_create()
      case .tls(let options): unsafe options.makeCredentials()
      case .unverifiedTLS: unsafe Self.makeUnverifiedCredentials()
      }
    // "The creator of the credentials object is responsible for its release."; a channel holds its own share.
    defer { if let credentials = unsafe credentials { unsafe grpc_channel_credentials_release(credentials) } }
    return unsafe body(credentials)
  }

  private static func makeUnverifiedCredentials() -> OpaquePointer? {
    let options = unsafe grpc_tls_credentials_options_create()
    unsafe grpc_tls_credentials_options_set_verify_server_cert(options, 0)
    let verifier = unsafe grpc_tls_certificate_verifier_no_op_create()
    // "The creator of the grpc_tls_certificate_verifier object is responsible for its release"; the options hold
    // their own share, and belong to the credentials in the end.
    defer { unsafe grpc_tls_certificate_verifier_release(verifier) }
    unsafe grpc_tls_credentials_options_set_certificate_verifier(options, verifier)
    unsafe grpc_tls_credentials_options_set_check_call_host(options, 0)
    return unsafe grpc_tls_credentials_create(options)
  }
}

/// What a TLS connection is checked against; every text is PEM.
package struct TLSOptions: Equatable, Sendable {
  /// The authorities that may vouch for the server; nil means those of the operating system.
  package let rootCertificates: String?
  /// Who this side is, for servers that want to know.
  package let identity: TLSIdentity?
  /// The name the server's certificate must carry, if not the host of the target.
  package let expectedName: String?

  package init(
    rootCertificates: String? = nil,
    identity: TLSIdentity? = nil,
    expectedName: String? = nil
  ) throws(TransportError) {
    if let rootCertificates { try PEM.check(rootCertificates, is: .certificate, "root certificates") }
    self.rootCertificates = rootCertificates
    self.identity = identity
    self.expectedName = expectedName
  }

  fileprivate func makeCredentials() -> OpaquePointer? {
    unsafe PEM.withCString(rootCertificates) { roots in
      guard let identity else { return unsafe grpc_ssl_credentials_create_ex(roots, nil, nil, nil) }
      return unsafe identity.withPair { unsafe grpc_ssl_credentials_create_ex(roots, $0, nil, nil) }
    }
  }
}
