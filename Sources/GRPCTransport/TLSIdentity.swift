package import CGRPC

/// A certificate chain and the private key that belongs to it, both PEM.
package struct TLSIdentity: Equatable, Sendable {
  package let certificateChain: String
  private let privateKey: String

  package init(certificateChain: String, privateKey: String) throws(TransportError) {
    try PEM.check(certificateChain, is: .certificate, "certificate chain")
    try PEM.check(privateKey, is: .privateKey, "private key")
    self.certificateChain = certificateChain
    self.privateKey = privateKey
  }

  /// Lends the pair to `body` in the form the core takes.
  package func withPair<Result>(_ body: (UnsafeMutablePointer<grpc_ssl_pem_key_cert_pair>) -> Result)
    -> Result
  {
    unsafe privateKey.withCString { privateKey in
      unsafe certificateChain.withCString { certificateChain in
        var pair = unsafe grpc_ssl_pem_key_cert_pair(private_key: privateKey, cert_chain: certificateChain)
        return unsafe body(&pair)
      }
    }
  }
}

extension TLSIdentity: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Says that there is an identity, never what it is.
  package var description: String { "TLSIdentity(<redacted>)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The armour certificates and keys are kept in.
package enum PEM {
  package enum Kind: String, Sendable {
    case certificate = "CERTIFICATE"
    case privateKey = "PRIVATE KEY"
  }

  /// Throws unless `text` has a block of the kind, and an end for every beginning: gRPC would find out only when it
  /// connects, and would not say which of its inputs is at fault.
  package static func check(_ text: String, is kind: Kind, _ what: String) throws(TransportError) {
    let lines = text.split(whereSeparator: \.isNewline)
    let begins = lines.count { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix("-----") }
    let ends = lines.count { $0.hasPrefix("-----END ") && $0.hasSuffix("-----") }
    let isArmoured = lines.contains { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix("\(kind.rawValue)-----") }
    guard isArmoured, !text.utf8.contains(0) else {
      throw .notPEM(what: what, expected: "-----BEGIN \(kind.rawValue)-----")
    }
    guard begins <= ends else { throw .cutPEM(what: what) }
  }

  /// Lends `text` to `body` as the core takes it, null for nil.
  package static func withCString<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result)
    -> Result
  {
    guard let text else { return body(nil) }
    return unsafe text.withCString { unsafe body($0) }
  }
}
