import GRPCTransport
import OTLPExporter
import Settings
import Telemetry

extension OTLPExporterOptions {
  /// Where and how to send, with the certificates read from their files.
  init(_ settings: TelemetrySettings) throws(SettingsError) {
    self.init(target: settings.endpoint.target, displayName: settings.endpoint.description)
    timeout = settings.exportTimeout
    maximumQueueBytes = settings.maxQueueBytes
    channel.userAgent = PackageVersion.userAgent
    channel.compression = settings.compression == .gzip ? .gzip : .none
    headers = try Self.metadata(settings.headers)
    if settings.endpoint.isSecure { credentials = .tls(try Self.tlsOptions(settings)) }
  }

  private static func metadata(_ headers: RequestHeaders) throws(SettingsError) -> Metadata {
    var metadata = Metadata()
    for (name, value) in headers.values.sorted(by: { $0.key < $1.key }) {
      do {
        metadata.append(try Metadata.Entry(name, value))
      } catch {
        throw SettingsError("\(error)", key: "otel_headers", at: .code)
      }
    }
    return metadata
  }

  private static func tlsOptions(_ settings: TelemetrySettings) throws(SettingsError) -> TLSOptions {
    let roots = try settings.tlsCAFile.map { path throws(SettingsError) in
      try pem(at: path, for: "otel_tls_ca_file")
    }
    let certificate = try settings.tlsClientCertificateFile.map { path throws(SettingsError) in
      try pem(at: path, for: "otel_tls_client_certificate_file")
    }
    let key = try settings.tlsClientKeyFile.map { path throws(SettingsError) in
      try pem(at: path, for: "otel_tls_client_key_file")
    }
    do {
      var identity: TLSIdentity?
      if let certificate, let key {
        identity = try TLSIdentity(certificateChain: certificate, privateKey: key)
      }
      return try TLSOptions(rootCertificates: roots, identity: identity)
    } catch {
      throw SettingsError("\(error)", key: "otel_tls_ca_file", at: .code)
    }
  }

  /// The text of a PEM file, which must be there and look like one.
  private static func pem(at path: String, for key: String) throws(SettingsError) -> String {
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
    guard text.contains("-----BEGIN ") else {
      throw SettingsError("expected PEM, found no BEGIN line in \(path)", key: key, at: .code)
    }
    return text
  }
}
