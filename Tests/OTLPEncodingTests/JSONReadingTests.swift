import COTLP
import OTLPEncoding
import Telemetry
import TestSupport
import XCTest

final class JSONReadingTests: XCTestCase {
  func test_W13_everyFieldOfAnyRequest_isReadAsItWasWritten() throws {
    var random = SplitMix(seed: 13)
    for round in 0..<100 {
      for signal in TelemetrySignal.allCases {
        let bytes = request(of: signal, using: &random)
        let line = try line(of: bytes, signal)
        guard line != "{}" else { continue }

        let read = try OTLPJSON.request(line)

        XCTAssertEqual(read.signal, signal)
        XCTAssertEqual(try self.line(of: read.message, signal), line, "round \(round)")
        XCTAssertEqual(canonical(read.message, signal), canonical(bytes, signal), "round \(round): \(line)")
      }
    }
  }

  func test_W13_goldenRequests_areTheSameBytes() throws {
    for (bytes, signal) in [
      (Golden.metricsRequest, TelemetrySignal.metrics), (Golden.traceRequest, .traces),
      (Golden.logsRequest, .logs),
    ] {
      XCTAssertEqual(try OTLPJSON.request(line(of: bytes, signal)).message, bytes, "\(signal)")
    }
  }

  func test_W13_whatOthersWrite_isReadToo() throws {
    let line = """
      { "later" : [1, {"x": null}], "resourceLogs": [ { "scopeLogs": [ { "logRecords": [ {
        "timeUnixNano": 5, "severityNumber": 9, "traceId": "0102030405060708090A0B0C0D0E0F10",
        "body": {"stringValue": "\\u00e9\\ud83d\\ude42\\ud800\\/\\b\\f"}, "droppedAttributesCount": null,
        "attributes": [{"key": "b", "value": {"bytesValue": "-_8"}}, {"key": "d", "value": {"doubleValue": "1.5"}}]
      } ] } ], "unknown": 1e5 } ] }
      """
    let records = try OTLPDecoder.logRecords(OTLPJSON.request(line).message)

    let record = try XCTUnwrap(records.first)
    XCTAssertEqual(record.time, Timestamp(nanosecondsSinceEpoch: 5))
    XCTAssertEqual("\(record.spanContext.traceID)", "0102030405060708090a0b0c0d0e0f10")
    XCTAssertEqual(record.body, "é🙂\u{FFFD}/\u{8}\u{C}")
    XCTAssertEqual(record.attributes, ["b": .bytes([0xFB, 0xFF]), "d": 1.5])
  }

  func test_W13_whatIsNoRequest_saysWhere() {
    let cases = [
      ("", "JSON: expected a value, found the end at byte 0"),
      ("[]", "JSON: expected an object, found an array"),
      ("{}", "JSON: expected one of resourceMetrics, resourceSpans, resourceLogs, found an empty object"),
      (#"{"resourceLogs":[]} x"#, "JSON: expected the end, found x at byte 20"),
      (#"{"resourceLogs":[],}"#, "JSON: expected \", found } at byte 19"),
      (#"{"resourceLogs":{}}"#, "ExportLogsServiceRequest.resourceLogs: expected an array, found an object"),
      (
        #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0g"}]}]}]}"#,
        "ExportTraceServiceRequest.resourceSpans.scopeSpans.spans.traceId: expected hexadecimal digits, found \"0g\""
      ),
      (
        #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":"SERVER"}]}]}]}"#,
        "ExportTraceServiceRequest.resourceSpans.scopeSpans.spans.kind: expected an integer, found \"SERVER\""
      ),
      (
        #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"sum":{"isMonotonic":1}}]}]}]}"#,
        "ExportMetricsServiceRequest.resourceMetrics.scopeMetrics.metrics.sum.isMonotonic: "
          + "expected true or false, found 1"
      ),
    ]
    for (line, complaint) in cases { assertFailure(try OTLPJSON.request(line), complaint) }
  }

  func test_W13_nestingBeyondTheBound_isRefusedWithoutUsingTheStack() {
    for open in ["[", "{\"a\":", "{\"resourceLogs\":["] {
      XCTAssertThrowsError(try OTLPJSON.request(String(repeating: open, count: 100_000))) { error in
        XCTAssertTrue("\(error)".contains("levels of nesting"), "\(error)")
      }
    }
  }

  private func request(of signal: TelemetrySignal, using random: inout SplitMix) -> [UInt8] {
    switch signal {
    case .metrics: RandomRequest.metrics(using: &random)
    case .traces: RandomRequest.traces(using: &random)
    case .logs: RandomRequest.logs(using: &random)
    }
  }

  private func line(of bytes: [UInt8], _ signal: TelemetrySignal) throws -> String {
    switch signal {
    case .metrics: try OTLPJSON.metrics(bytes)
    case .traces: try OTLPJSON.traces(bytes)
    case .logs: try OTLPJSON.logs(bytes)
    }
  }

  /// What protobuf-c makes of a request.
  private func canonical(_ bytes: [UInt8], _ signal: TelemetrySignal) -> [UInt8]? {
    let pack = { (descriptor: UnsafePointer<ProtobufCMessageDescriptor>) -> [UInt8]? in
      guard let message = unsafe protobuf_c_message_unpack(descriptor, nil, bytes.count, bytes) else {
        return nil
      }
      defer { unsafe protobuf_c_message_free_unpacked(message, nil) }
      var again = [UInt8](repeating: 0, count: unsafe protobuf_c_message_get_packed_size(message))
      _ = unsafe protobuf_c_message_pack(message, &again)
      return again
    }
    return switch signal {
    case .metrics:
      unsafe withUnsafePointer(
        to: opentelemetry__proto__collector__metrics__v1__export_metrics_service_request__descriptor, pack)
    case .traces:
      unsafe withUnsafePointer(
        to: opentelemetry__proto__collector__trace__v1__export_trace_service_request__descriptor, pack)
    case .logs:
      unsafe withUnsafePointer(
        to: opentelemetry__proto__collector__logs__v1__export_logs_service_request__descriptor, pack)
    }
  }
}
