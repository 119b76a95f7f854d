import GRPCTransport
import OTLPExporter
import Settings

/// Whether the connection is encrypted with somebody who can be trusted.
struct TLSStage {
  /// A certificate with fewer days left deserves a warning.
  private static let shortestRest = 14

  let stage: CheckStage

  init(_ check: CollectorCheck, _ handshake: @autoclosure () -> Handshake) {
    let settings = check.resolved.settings
    guard settings.endpoint.isSecure else {
      stage = CheckStage(.tls, .skipped, "not in use: the endpoint is plaintext")
      return
    }
    let handshake = handshake()
    guard let certificate = handshake.certificate else {
      stage = Self.failure(handshake, check)
      return
    }
    let details = Self.details(certificate, check.now) + [Self.trust(settings), Self.identity(check)]
    let days = certificate.notAfter.days(after: check.now)
    guard days >= Self.shortestRest else {
      stage = CheckStage(
        .tls, .warning, "the certificate is trusted, but expires on \(certificate.notAfter)",
        details: details,
        hint: "Renew it before \(certificate.notAfter).")
      return
    }
    let name = settings.endpoint.host ?? settings.endpoint.description
    stage = CheckStage(
      .tls, .ok, "the certificate is trusted and for \(name)", details: details)
  }

  private static func details(_ certificate: Certificate, _ now: CertificateTime) -> [String] {
    let names = certificate.names.isEmpty ? "none" : certificate.names.joined(separator: ", ")
    return [
      "names: \(names)",
      "issued by: \(certificate.issuer)\(certificate.isSelfIssued ? " (itself)" : "")",
      "valid: from \(certificate.notBefore) to \(certificate.notAfter), \(rest(certificate, now))",
    ]
  }

  private static func rest(_ certificate: Certificate, _ now: CertificateTime) -> String {
    let days = certificate.notAfter.days(after: now)
    return days < 0 ? "over" : days == 1 ? "1 day left" : "\(days) days left"
  }

  private static func trust(_ settings: TelemetrySettings) -> String {
    "trusted authorities: " + (settings.tlsCAFile ?? "those gRPC finds on this system")
  }

  private static func identity(_ check: CollectorCheck) -> String {
    let file = check.resolved.settings.tlsClientCertificateFile
    return "client certificate: " + (file ?? "none configured")
      + (lapseOfTheClient(check).map { ", which \($0)" } ?? "")
  }

  private static func lapseOfTheClient(_ check: CollectorCheck) -> CertificateLapse? {
    guard case .tls(let options) = check.options.credentials else { return nil }
    return options.identity?.lapse(at: check.now)
  }

  private static func failure(_ handshake: Handshake, _ check: CollectorCheck) -> CheckStage {
    let settings = check.resolved.settings
    let diagnosis = PeerDiagnosis(handshake.answer)
    let summary = diagnosis?.description ?? check.words.shown(handshake.answer.statusMessage)
    switch diagnosis?.cause {
    case .untrustedCertificate, .wrongCertificateName:
      return untrusted(handshake.answer, diagnosis?.cause, check)
    case .notTLS:
      return failed(summary, "Write http:// in otlp_endpoint, or let the receiver use TLS.")
    case .unusableCredentials:
      return failed(
        summary, "Check that the PEM files belong together; `openssl x509 -in FILE -text` shows one.")
    case .closedEarly:
      let peer = diagnosis?.address ?? settings.endpoint.description
      let summary = "\(peer) closed the connection in the TLS handshake or right after it"
      if let lapse = lapseOfTheClient(check) {
        return failed(
          "\(summary): the client certificate \(lapse)", "Renew otel_tls_client_certificate_file.")
      }
      let hint =
        settings.tlsClientCertificateFile == nil
        ? "It may want a client certificate: otel_tls_client_certificate_file and otel_tls_client_key_file."
        : "It may not trust the client certificate: check that its authority is the one the collector expects."
      return failed(summary, hint)
    case .noAnswer:
      return failed(
        summary, "Something accepts connections but does not speak TLS: a stuck proxy, or plaintext.")
    default:
      guard handshake.answer.statusMessage.contains("ALPN") else {
        return failed(summary, "The connection broke before there was a certificate.")
      }
      return failed(
        "the other side speaks TLS but does not offer HTTP/2",
        "It is a web server or a proxy without HTTP/2; OTLP/gRPC needs it.")
    }
  }

  private static func failed(_ summary: String, _ hint: String) -> CheckStage {
    CheckStage(.tls, .failed, summary, hint: hint)
  }

  /// Nothing says why a certificate is not trusted, so it is looked at once more, without trust.
  private static func untrusted(
    _ answer: Answer, _ cause: PeerDiagnosis.Cause?, _ check: CollectorCheck
  ) -> CheckStage {
    var answer = answer
    let settings = check.resolved.settings
    let certificate = Certificate.shown(
      by: check.options.target, check.options.channel, atMost: check.patience)
    answer.lapse = certificate?.lapse(at: check.now)
    let summary = PeerDiagnosis(answer)?.description ?? "the certificate is not trusted"
    guard let certificate else {
      return failed(summary, "Set otel_tls_ca_file to the authority that signed the certificate.")
    }
    let details = details(certificate, check.now) + [trust(settings)]
    let hint =
      if case .expired = certificate.lapse(at: check.now) {
        "It expired on \(certificate.notAfter): renew it."
      } else if case .notYetValid = certificate.lapse(at: check.now) {
        "It is valid only from \(certificate.notBefore): compare the clocks of both machines."
      } else if cause != .untrustedCertificate {
        "Use one of its names in otlp_endpoint, or a certificate for this one."
      } else {
        "Set otel_tls_ca_file to the certificate of \(certificate.issuer)."
      }
    return CheckStage(.tls, .failed, summary, details: details, hint: hint)
  }
}
