/// How a channel behaves; the defaults suit an exporter that talks to one collector.
package struct ChannelOptions: Equatable, Sendable {
  /// What messages are compressed with.
  package enum Compression: Int32, Sendable {
    case none = 0
    case gzip = 2
  }

  /// What the `user-agent` header begins with; gRPC appends its own name and version.
  package var userAgent: String?
  /// The largest answer accepted; a larger one ends the call with `RESOURCE_EXHAUSTED`.
  package var maximumResponseBytes = 4 * 1_024 * 1_024
  /// The pause after the first failed connection; it grows by 1.6 each time, with jitter.
  package var initialReconnectBackoff = Duration.seconds(1)
  /// The longest pause between two attempts to connect. It bounds how long a collector that is back stays
  /// unnoticed; never make it equal to the initial one.
  package var maximumReconnectBackoff = Duration.seconds(10)
  /// How long one attempt to connect may take.
  package var minimumConnectTimeout = Duration.seconds(5)
  /// The shortest pause between two look-ups of a host name. It bounds how long a server that has moved stays unnoticed;
  /// the core's own would be 30 s.
  package var minimumLookupPause = Duration.seconds(10)
  /// How often an idle connection is probed; nil, the default, probes never: servers close the connections of
  /// clients that ping more often than they allow.
  package var keepaliveInterval: Duration?
  /// What requests are compressed with.
  package var compression = Compression.none
  /// Whether `http_proxy` and its kin apply. Off: they would divert the connection to a collector on this very
  /// machine.
  package var usesHTTPProxy = false

  package init() {}

  /// What the core is told.
  var arguments: [ChannelArgument] {
    var arguments: [ChannelArgument] = [
      .integer("grpc.max_receive_message_length", Int32(clamping: maximumResponseBytes)),
      .integer("grpc.max_send_message_length", -1),
      .integer("grpc.initial_reconnect_backoff_ms", initialReconnectBackoff.clampedMilliseconds),
      .integer("grpc.max_reconnect_backoff_ms", maximumReconnectBackoff.clampedMilliseconds),
      .integer("grpc.min_reconnect_backoff_ms", minimumConnectTimeout.clampedMilliseconds),
      .integer("grpc.dns_min_time_between_resolutions_ms", minimumLookupPause.clampedMilliseconds),
      .integer("grpc.enable_http_proxy", usesHTTPProxy ? 1 : 0),
      .integer("grpc.default_compression_algorithm", compression.rawValue),
      // The exporter retries by its own rules; two layers of retries would multiply.
      .integer("grpc.enable_retries", 0),
      // Without this, channels of one process share connections, back-off included.
      .integer("grpc.use_local_subchannel_pool", 1),
    ]
    if let keepaliveInterval {
      arguments.append(.integer("grpc.keepalive_time_ms", keepaliveInterval.clampedMilliseconds))
    }
    if let userAgent { arguments.append(.string("grpc.primary_user_agent", userAgent)) }
    return arguments
  }
}
