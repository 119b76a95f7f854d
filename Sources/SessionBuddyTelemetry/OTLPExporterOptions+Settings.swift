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
    maximumRequestBytes = settings.maxRequestBytes
    maximumQueueBytes = settings.maxQueueBytes
    spoolDirectory = settings.spoolDirectory
    spool.maximumBytes = settings.spoolMaxBytes
    spool.maximumAge = settings.spoolMaxAge
    channel.userAgent = TelemetrySDK.userAgent
    channel.usesHTTPProxy = settings.usesHTTPProxy
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
    try useTLS(settings)
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
}

extension Renewal {
  /// What `read` returns, or what it throws in words.
  static func reading(_ read: () throws(SettingsError) -> Value) -> Renewal {
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
