import GRPCTransport
import OTLPExporter
import Settings
import Telemetry

extension OTLPExporterOptions {
  /// Takes the certificates from their files, now and whenever these change; nothing where the endpoint is plaintext.
  mutating func useTLS(_ settings: TelemetrySettings) throws(SettingsError) {
    guard settings.endpoint.isSecure else { return }
    let paths = [settings.tlsCAFile, settings.tlsClientCertificateFile, settings.tlsClientKeyFile]
    let files = WatchedFiles(paths.compactMap(\.self))
    guard paths.contains(where: { $0 != nil }) else {
      credentials = .tls(try Self.tlsOptions(settings))
      return
    }
    credentials = try Self.usableCredentials(settings)
    renewedCredentials = { isForced in
      let isChanged = files.haveChanged()
      return isChanged || isForced
        ? .reading { () throws(SettingsError) in try Self.usableCredentials(settings) } : .unchanged
    }
  }

  /// What cannot go well with the certificates of the files, told at the start rather than by a failed handshake.
  func certificateWarnings(at now: Timestamp) -> [String] {
    guard case .tls(let options) = credentials else { return [] }
    let now = CertificateTime(now)
    let lapses = [
      ("otel_tls_ca_file", options.rootCertificates.flatMap { Certificate(pem: $0)?.lapse(at: now) }),
      ("otel_tls_client_certificate_file", options.identity?.lapse(at: now)),
    ]
    return lapses.compactMap { key, lapse in lapse.map { "\(key): the first certificate \($0)" } }
  }

  /// The credentials of the files, tried out: neither does anything start with what cannot work, nor is what works given up
  /// for it.
  private static func usableCredentials(_ settings: TelemetrySettings) throws(SettingsError)
    -> ChannelCredentials
  {
    let options = try tlsOptions(settings)
    guard !ChannelCredentials.tls(options).areUsable else { return .tls(options) }
    let roots = try? TLSOptions(rootCertificates: options.rootCertificates)
    let isKeyAtFault = options.identity != nil && roots.map { ChannelCredentials.tls($0).areUsable } == true
    guard isKeyAtFault else {
      throw SettingsError(
        "expected certificates that can be read, found others", key: "otel_tls_ca_file", at: .code)
    }
    throw SettingsError(
      "expected the private key of the certificate, found another one, or one of both cannot be read",
      key: "otel_tls_client_key_file", at: .code)
  }

  /// Every file is read and judged by itself, so that an error names the setting that has to change.
  private static func tlsOptions(_ settings: TelemetrySettings) throws(SettingsError) -> TLSOptions {
    let roots = try pem(settings.tlsCAFile, .certificate, "otel_tls_ca_file")
    let certificate = try pem(
      settings.tlsClientCertificateFile, .certificate, "otel_tls_client_certificate_file")
    let key = try pem(settings.tlsClientKeyFile, .privateKey, "otel_tls_client_key_file")
    let identity: TLSIdentity?
    do {
      if let certificate, let key {
        identity = try TLSIdentity(certificateChain: certificate, privateKey: key)
      } else {
        identity = nil
      }
    } catch {
      throw SettingsError("\(error)", key: "otel_tls_client_certificate_file", at: .code)
    }
    do {
      return try TLSOptions(rootCertificates: roots, identity: identity)
    } catch {
      throw SettingsError("\(error)", key: "otel_tls_ca_file", at: .code)
    }
  }

  /// The text of a PEM file, which must be there and hold what it is for; nil without a path.
  private static func pem(_ path: String?, _ kind: PEM.Kind, _ key: String) throws(SettingsError) -> String? {
    guard let path else { return nil }
    let bytes: [UInt8]?
    do {
      bytes = try SettingsLoader.readRegularFile(path)
    } catch {
      throw SettingsError("expected a readable PEM file, found \(error.text): \(path)", key: key, at: .code)
    }
    guard let bytes else {
      throw SettingsError("expected a PEM file, found no file at \(path)", key: key, at: .code)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    do {
      try PEM.check(text, is: kind, path)
    } catch {
      let found = if case .cutPEM = error { "text that breaks off" } else { "none" }
      let problem = "expected PEM text with a \(kind.rawValue), found \(found) in \(path)"
      throw SettingsError(problem, key: key, at: .code)
    }
    return text
  }
}
