internal import COTLP
package import Telemetry

extension OTLPJSON {
  /// The export request that one line of OTLP/JSON is, as protobuf, and which service takes it.
  ///
  /// All fields are read that ``OTLPJSON`` writes. An empty object says nothing about its service, so it is refused.
  package static func request(
    _ line: String
  ) throws(DecodingFailure) -> (signal: TelemetrySignal, message: [UInt8]) {
    let json = try JSONParser.parse(line)
    guard case .object(let members) = json else {
      throw DecodingFailure(at: "JSON", "expected an object, found \(json.kind)")
    }
    for (key, signal) in keys where members.contains(where: { $0.key == key }) {
      return (signal, try bytes(json, of: signal))
    }
    let expected = keys.map(\.key).joined(separator: ", ")
    throw DecodingFailure(
      at: "JSON", "expected one of \(expected), found \(members.first?.key ?? "an empty object")")
  }

  private static let keys: [(key: String, signal: TelemetrySignal)] = [
    ("resourceMetrics", .metrics), ("resourceSpans", .traces), ("resourceLogs", .logs),
  ]

  private static func bytes(_ json: JSONValue, of signal: TelemetrySignal) throws(DecodingFailure) -> [UInt8]
  {
    switch signal {
    case .metrics: try unsafe bytes(json, as: CMetricsRequest.self)
    case .traces: try unsafe bytes(json, as: CTraceRequest.self)
    case .logs: try unsafe bytes(json, as: CLogsRequest.self)
    }
  }

  private static func bytes<Message: TopLevelMessage>(
    _ json: JSONValue,
    as type: Message.Type
  ) throws(DecodingFailure) -> [UInt8] {
    var empty = Message()
    unsafe Message.initialize(&empty)
    guard let descriptor = unsafe empty.base.descriptor else {
      throw DecodingFailure(at: "\(Message.self)", "has no descriptor")
    }
    return try unsafe JSONMessage.bytes(json, as: descriptor)
  }
}
