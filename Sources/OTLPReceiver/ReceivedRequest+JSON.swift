internal import GRPCTransport
internal import OTLPEncoding
public import Telemetry

extension ReceivedRequest {
  /// The request that one line of OTLP/JSON is, as ``json`` writes it or another collector does; it has no headers, and
  /// nobody has sent it.
  ///
  /// All fields of metrics, spans and log records are read; the error says which is at fault. An empty request is refused,
  /// since its line does not say of which signal it is.
  public init(json line: String, receivedAt: Timestamp = SystemClock().now) throws {
    let (signal, message) = try OTLPJSON.request(line)
    try self.init(
      Request(method: signal.exportMethod, message: message, peer: "replay"), signal, receivedAt: receivedAt)
  }
}
