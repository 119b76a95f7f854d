internal import COTLP

/// Writes export requests as OTLP/JSON: lowerCamelCase keys, ids in hexadecimal, enums and flags as numbers, 64-bit
/// integers as strings, bytes in base64 (W-13).
///
/// The descriptors that protobuf-c generates lead the way, so every field of every message is there, also those
/// that the value types of `Telemetry` leave out: exemplars, flags, entity references.
package enum OTLPJSON {
  /// An `ExportMetricsServiceRequest` as one line, `{"resourceMetrics":[…]}`.
  package static func metrics(_ bytes: [UInt8]) throws(DecodingFailure) -> String {
    let message = try unsafe UnpackedMessage<CMetricsRequest>(bytes)
    return unsafe message.readGeneric { unsafe line(of: $0) }
  }

  /// An `ExportTraceServiceRequest` as one line, `{"resourceSpans":[…]}`.
  package static func traces(_ bytes: [UInt8]) throws(DecodingFailure) -> String {
    let message = try unsafe UnpackedMessage<CTraceRequest>(bytes)
    return unsafe message.readGeneric { unsafe line(of: $0) }
  }

  /// An `ExportLogsServiceRequest` as one line, `{"resourceLogs":[…]}`.
  package static func logs(_ bytes: [UInt8]) throws(DecodingFailure) -> String {
    let message = try unsafe UnpackedMessage<CLogsRequest>(bytes)
    return unsafe message.readGeneric { unsafe line(of: $0) }
  }

  private static func line(of message: UnsafePointer<ProtobufCMessage>) -> String {
    var writer = MessageJSON()
    unsafe writer.write(message)
    return String(decoding: writer.json.bytes, as: UTF8.self)
  }
}
