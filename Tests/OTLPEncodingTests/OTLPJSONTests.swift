import Foundation
import OTLPEncoding
import XCTest

final class OTLPJSONTests: XCTestCase {
  func test_goldenMetrics_areOneLine() throws {
    XCTAssertEqual(
      try OTLPJSON.metrics(Golden.metricsRequest),
      """
      {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]},\
      "scopeMetrics":[{"scope":{"name":"lib","version":"1"},"metrics":[{"name":"c","unit":"1","sum":{\
      "dataPoints":[{"startTimeUnixNano":"1","timeUnixNano":"2","asInt":"0"}],\
      "aggregationTemporality":2,"isMonotonic":true}}]}]}]}
      """
    )
  }

  func test_goldenTrace_hasHexadecimalIdsAndNumericEnums() throws {
    XCTAssertEqual(
      try OTLPJSON.traces(Golden.traceRequest),
      """
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]},\
      "scopeSpans":[{"scope":{"name":"lib","version":"1"},"spans":[{\
      "traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"1112131415161718",\
      "parentSpanId":"2122232425262728","name":"op","kind":2,"startTimeUnixNano":"1","endTimeUnixNano":"2",\
      "status":{"message":"e","code":2},"flags":769}]}]}]}
      """
    )
  }

  func test_goldenLogs_areOneLine() throws {
    XCTAssertEqual(
      try OTLPJSON.logs(Golden.logsRequest),
      """
      {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]},\
      "scopeLogs":[{"scope":{"name":"lib","version":"1"},"logRecords":[{"timeUnixNano":"1",\
      "severityNumber":9,"severityText":"info","body":{"stringValue":"hi"},"observedTimeUnixNano":"2",\
      "eventName":"e.v"}]}]}]}
      """
    )
  }

  func test_exemplarsAndPackedNumbers_areWritten() throws {
    let point = Golden.histogramPoint + Wire.field(8, Golden.exemplar)
    let line = try OTLPJSON.metrics(Wire.metric(9, Wire.field(1, point) + Wire.field(2, value: 1)))

    XCTAssertTrue(
      line.contains(#""bucketCounts":["1","1","1"],"explicitBounds":[0.0,5.0],"exemplars":[{"#),
      line
    )
    XCTAssertTrue(line.contains(#""min":0.0,"max":7.5"#), line)
    XCTAssertTrue(line.contains(#""asInt":"5""#), line)
  }

  func test_valuesJSONCannotSay_areStrings() throws {
    XCTAssertEqual(try body("21 000000000000f87f"), #"{"doubleValue":"NaN"}"#)
    XCTAssertEqual(try body("21 000000000000f07f"), #"{"doubleValue":"Infinity"}"#)
    XCTAssertEqual(try body("21 000000000000f0ff"), #"{"doubleValue":"-Infinity"}"#)
    XCTAssertEqual(try body("18ffffffffffffffffff01"), #"{"intValue":"-1"}"#)
    XCTAssertEqual(try body("1000"), #"{"boolValue":false}"#)
    XCTAssertEqual(try body("2a00"), #"{"arrayValue":{}}"#)
  }

  func test_bytes_areBase64WithPadding() throws {
    for count in 0..<10 {
      let bytes = (0..<count).map { UInt8($0 * 29 & 0xFF) }
      let line = try OTLPJSON.logs(Wire.log(body: Wire.field(7, bytes)))
      XCTAssertTrue(line.contains("\"bytesValue\":\"\(Data(bytes).base64EncodedString())\""), line)
    }
  }

  func test_anyText_isJSONThatReadsBackTheSame() throws {
    let text = String(String.UnicodeScalarView((0..<0x250).compactMap(Unicode.Scalar.init))) + "\u{2028}🙂"
    let line = try OTLPJSON.logs(Wire.log(body: Wire.field(1, text)))

    XCTAssertFalse(line.contains("\n"))
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    let group = (object?["resourceLogs"] as? [[String: Any]])?.first
    let scope = (group?["scopeLogs"] as? [[String: Any]])?.first
    let record = (scope?["logRecords"] as? [[String: Any]])?.first
    XCTAssertEqual((record?["body"] as? [String: Any])?["stringValue"] as? String, text)
  }

  /// The JSON of a log body.
  private func body(_ hexadecimal: String) throws -> String {
    let line = try OTLPJSON.logs(Wire.log(body: Wire.bytes(hexadecimal)))
    let start = try XCTUnwrap(line.range(of: "\"body\":")).upperBound
    return String(line[start...].dropLast(7))
  }
}
