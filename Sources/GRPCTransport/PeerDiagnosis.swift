/// What is wrong with the other side, told from the words gRPC uses for it.
///
/// The phrases are those of the 1.51 core, met by running it against such peers; one that is not recognised
/// yields no diagnosis, so a newer core is understood less, never wrongly.
package struct PeerDiagnosis: Equatable, Sendable {
  package enum Cause: Equatable, Sendable {
    /// Nobody listens on the port.
    case connectionRefused
    /// The address cannot be reached for the reason given.
    case unreachable(String)
    /// The name has no address.
    case unknownHost(String)
    /// An HTTP/1.1 server answers.
    case http1
    /// Something answers that is not HTTP/2 at all.
    case notHTTP2
    /// An HTTP/2 server answers, but not with gRPC.
    case httpStatus(String)
    /// The peer hangs up while the connection is made: the sign of a TLS port spoken to in plaintext.
    case closedEarly
    /// The port is plaintext, and TLS was tried.
    case notTLS
    /// No trusted authority vouches for the peer.
    case untrustedCertificate
    /// The certificate of the peer is over, or does not count yet.
    case lapsedCertificate(CertificateLapse)
    /// The same of the one this side shows.
    case lapsedIdentity(CertificateLapse)
    /// The certificate of the peer is for other names than this one.
    case wrongCertificateName(String)
    /// The certificates or the key of this side cannot be used.
    case unusableCredentials
    /// The peer speaks gRPC but does not know the method.
    case unknownMethod
    /// No answer came in time.
    case noAnswer
  }

  package let cause: Cause
  /// The address in question, such as `127.0.0.1:4317`; nil if it is not known.
  package let address: String?

  /// Nil for an answer that is not recognised.
  package init?(_ answer: Answer) {
    guard let cause = Self.cause(answer.status, answer.statusMessage) else { return nil }
    self.cause =
      switch (cause, answer.lapse) {
      case (.untrustedCertificate, let lapse?): .lapsedCertificate(lapse)
      case (.closedEarly, let lapse?): .lapsedIdentity(lapse)
      default: cause
      }
    let peer = answer.peer.isEmpty ? nil : answer.peer
    address = (Self.spelledAddress(in: answer.statusMessage) ?? peer).map(Self.readable)
  }

  private static func cause(_ status: Status, _ message: String) -> Cause? {
    if status == .deadlineExceeded { return .noAnswer }
    // First, because a web server's 404 arrives as `UNIMPLEMENTED`.
    if let code = message.text(after: "Received http2 header with status: ") { return .httpStatus(code) }
    if status == .unimplemented { return .unknownMethod }
    guard status == .unavailable || status == .unknown else { return nil }

    let signs: [(String, Cause)] = [
      ("Connection refused", .connectionRefused),
      ("Trying to connect an http1.x server", .http1),
      ("Failed parsing HTTP/2", .notHTTP2),
      ("wrong version number", .notTLS),
      ("certificate verify failed", .untrustedCertificate),
      ("empty address list", .unusableCredentials),
    ]
    if let sign = signs.first(where: { message.contains($0.0) }) { return sign.1 }
    if let name = message.text(after: "Peer name ", before: " is not in peer certificate") {
      return .wrongCertificateName(name)
    }
    if let name = message.text(after: "DNS resolution failed for ", before: ": ") {
      return .unknownHost(name)
    }
    // "failed to connect to all addresses; last error: <code>: <address>: <reason>"
    guard message.hasPrefix("failed to connect to all addresses"), let address = spelledAddress(in: message),
      let reason = message.text(after: address + ": ")
    else { return nil }
    if reason == "Socket closed" || reason == "Connection reset by peer" { return .closedEarly }
    return .unreachable(reason.text(after: "Failed to connect to remote host: ") ?? reason)
  }

  /// The part of `message` that is an address, as gRPC spells it, such as `ipv6:%5B::1%5D:4317`.
  private static func spelledAddress(in message: String) -> String? {
    let schemes = ["ipv4:", "ipv6:", "unix:"]
    return message.split(separator: ": ").first { part in schemes.contains { part.hasPrefix($0) } }.map(
      String.init)
  }

  /// The address as a user would spell it.
  private static func readable(_ address: String) -> String {
    guard address.hasPrefix("ipv4:") || address.hasPrefix("ipv6:") else { return address }
    return String(address.dropFirst("ipv4:".count)).replacing("%5B", with: "[").replacing("%5D", with: "]")
  }
}

extension PeerDiagnosis: CustomStringConvertible {
  /// One sentence for somebody who wants to put it right.
  package var description: String {
    let peer = address ?? "the server"
    return switch cause {
    case .connectionRefused: "nothing listens on \(peer) (connection refused)"
    case .unreachable(let reason): "\(peer) cannot be reached: \(reason)"
    case .unknownHost(let name): "the host name of \(name) cannot be resolved"
    case .http1: "\(peer) answers as an HTTP/1.1 server, not gRPC; OTLP/gRPC is usually on port 4317"
    case .notHTTP2:
      "\(peer) answers, but not in HTTP/2, so it is no gRPC server; OTLP/gRPC is usually on port 4317"
    case .httpStatus(let code): "a proxy or web server answered with HTTP status \(code) instead of gRPC"
    case .closedEarly: "\(peer) closed the connection at once; it may expect TLS or a client certificate"
    case .notTLS: "\(peer) does not speak TLS; it may expect plaintext"
    case .untrustedCertificate: "the certificate of \(peer) is not signed by a trusted authority"
    case .lapsedCertificate(let lapse): "the certificate of \(peer) \(lapse)"
    case .lapsedIdentity(let lapse): "\(peer) closed the connection: the client certificate \(lapse)"
    case .wrongCertificateName(let name): "the certificate of \(peer) is not for \(name)"
    case .unusableCredentials: "the TLS certificates or the private key given cannot be used"
    case .unknownMethod: "\(peer) speaks gRPC but does not offer this method; it may not be a collector"
    case .noAnswer: "\(peer) did not answer in time"
    }
  }
}

extension String {
  /// What follows the first `start`, up to the next `end` or the end of the text.
  fileprivate func text(after start: String, before end: String) -> String? {
    guard let start = firstRange(of: start), let end = self[start.upperBound...].firstRange(of: end) else {
      return nil
    }
    return String(self[start.upperBound..<end.lowerBound])
  }

  fileprivate func text(after start: String) -> String? {
    firstRange(of: start).map { String(self[$0.upperBound...]) }
  }
}
