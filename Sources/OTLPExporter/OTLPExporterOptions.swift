package import GRPCTransport
package import Spool
import Telemetry

/// Where and how telemetry is sent.
package struct OTLPExporterOptions: Sendable {
  /// The collector, as gRPC understands addresses: `dns:///localhost:4317`.
  package var target: String
  /// How the collector is called in messages; usually the endpoint as the user wrote it.
  package var displayName: String
  /// The collector in metrics about the exporter, as in `server.address`; nil when it is not known.
  package var serverAddress: String?
  /// The port that belongs to it.
  package var serverPort: Int?
  /// Plaintext or TLS.
  package var credentials = ChannelCredentials.insecure
  /// Where these are found once they change; nil if they do not.
  package var renewedCredentials: RenewalSource<ChannelCredentials>?
  /// The connection itself.
  package var channel = ChannelOptions()
  /// Sent with every request.
  package var headers: Metadata = []
  /// Where these are found once they change; nil if they do not.
  package var renewedHeaders: RenewalSource<Metadata>?
  /// How long one attempt may take.
  package var timeout = Duration.seconds(10)
  /// How long the attempts for the requests of one collection of metrics may take, in one go and all together; nil for no
  /// such limit (E-19). What is not delivered by then is tried again later.
  package var metricsTimeout: Duration?
  /// When failed attempts are repeated.
  package var retry = RetryPolicy()
  /// How many requests of spans and how many of log records may be under way at once. Metrics are sent one request
  /// after the other, since the points of a series must arrive in their order.
  package var maximumConcurrentExports = 4
  /// A request is ended once it has this many bytes, before compression: below the 4 MiB most collectors accept
  ///
  package var maximumRequestBytes = 3_670_016
  /// How much may wait in memory, all signals together.
  package var maximumQueueBytes = 16 * 1_024 * 1_024
  /// A directory of its own for what cannot be delivered in time; nil to drop that.
  package var spoolDirectory: String?
  /// How much is kept there, and for how long.
  package var spool = SpoolOptions()

  /// How long an attempt for a request of `signal` may take if nothing has used up some of that.
  func attemptTimeout(of signal: TelemetrySignal) -> Duration {
    signal == .metrics ? min(timeout, metricsTimeout ?? timeout) : timeout
  }

  package init(target: String, displayName: String? = nil) {
    self.target = target
    self.displayName = displayName ?? target
  }
}
