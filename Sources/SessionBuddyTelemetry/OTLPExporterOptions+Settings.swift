import GRPCTransport
package import OTLPExporter
package import Settings
import Spool
import Telemetry

extension OTLPExporterOptions {
  /// Where and how to send, with the certificates read from their files.
  package init(_ settings: TelemetrySettings) throws(SettingsError) {
    self.init(target: settings.endpoint.target, displayName: settings.endpoint.description)
    (serverAddress, serverPort) = settings.endpoint.server
    timeout = settings.exportTimeout
    metricsTimeout = settings.metricsExportTimeout
    retry.budget = settings.retryBudget
    maximumConcurrentExports = settings.maxConcurrentExports
    maximumQueueBytes = settings.maxQueueBytes
    spoolDirectory = settings.spoolDirectory
    spool.maximumBytes = settings.spoolMaxBytes
    spool.maximumAge = settings.spoolMaxAge
    channel.userAgent = TelemetrySDK.userAgent
    channel.compression = settings.compression == .gzip ? .gzip : .none
    if let path = settings.headersFile {
      let files = WatchedFiles([path])
      renewedHeaders = { isForced in
        // Both are wanted: the new mark, and the reading.
        let isChanged = files.haveChanged()
        return isChanged || isForced
          ? .reading { () throws(SettingsError) in try Self.metadata(settings) } : .unchanged
      }
    }
    headers = try Self.metadata(settings)
    if settings.endpoint.isSecure { credentials = .tls(try Self.tlsOptions(settings)) }
  }

  /// The headers of the settings, and those of their file, which win.
  private static func metadata(_ settings: TelemetrySettings) throws(SettingsError) -> Metadata {
    var values = settings.headers.values
    if let path = settings.headersFile {
      values.merge(try RequestHeaders(contentsOf: path).values) { _, fromFile in fromFile }
    }
    var metadata = Metadata()
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      do {
        metadata.append(try Metadata.Entry(name, value))
      } catch {
        throw SettingsError("\(error)", key: "otel_headers", at: .code)
      }
    }
    return metadata
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
      let problem = "expected PEM text with a \(kind.rawValue), found none in \(path)"
      throw SettingsError(problem, key: key, at: .code)
    }
    return text
  }
}

extension Renewal {
  /// What `read` returns, or what it throws in words.
  fileprivate static func reading(_ read: () throws(SettingsError) -> Value) -> Renewal {
    do {
      return .changed(try read())
    } catch {
      return .unusable([error.key, error.problem].compactMap(\.self).joined(separator: ": "))
    }
  }
}

extension CollectorEndpoint {
  /// The address and the port in the words of the conventions: a socket has a name but no port.
  fileprivate var server: (address: String, port: Int?) {
    switch address {
    case .host(let host, let port): (host, port)
    case .unixSocket(let path): (path, nil)
    case .abstractSocket(let name): (name, nil)
    case .target(let text): (text, nil)
    }
  }
}
