/// Why a certificate does not count at a moment, whoever signed it.
package enum CertificateLapse: Equatable, Sendable {
  /// It is over since this moment.
  case expired(CertificateTime)
  /// It begins at this moment.
  case notYetValid(CertificateTime)
}

extension Certificate {
  /// What is wrong with its dates; nil if nothing is.
  package func lapse(at now: CertificateTime) -> CertificateLapse? {
    if notAfter < now { return .expired(notAfter) }
    return now < notBefore ? .notYetValid(notBefore) : nil
  }
}

extension TLSIdentity {
  /// What is wrong with the dates of the first certificate of the chain; nil if nothing is.
  package func lapse(at now: CertificateTime) -> CertificateLapse? {
    Certificate(pem: certificateChain)?.lapse(at: now)
  }
}

extension CertificateLapse: CustomStringConvertible {
  /// What follows "the certificate".
  package var description: String {
    switch self {
    case .expired(let end): "expired on \(end)"
    case .notYetValid(let start): "is valid only from \(start)"
    }
  }
}
