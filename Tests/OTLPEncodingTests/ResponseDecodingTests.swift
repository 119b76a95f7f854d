import OTLPEncoding
import XCTest

final class ResponseDecodingTests: XCTestCase {
  func test_goldenResponse_isAPartialSuccess() throws {
    XCTAssertEqual(
      try OTLPDecoder.traceResponse(Golden.traceResponse),
      ExportResponse(rejected: 3, message: "bad")
    )
    XCTAssertEqual(
      try OTLPDecoder.metricsResponse(Golden.traceResponse),
      ExportResponse(rejected: 3, message: "bad")
    )
    XCTAssertEqual(
      try OTLPDecoder.logsResponse(Golden.traceResponse),
      ExportResponse(rejected: 3, message: "bad")
    )
  }

  func test_X26_emptyResponses_areFullSuccess() throws {
    for bytes in [[], [0x0A, 0x00]] as [[UInt8]] {
      XCTAssertEqual(try OTLPDecoder.metricsResponse(bytes), .fullSuccess)
      XCTAssertEqual(try OTLPDecoder.traceResponse(bytes), .fullSuccess)
      XCTAssertEqual(try OTLPDecoder.logsResponse(bytes), .fullSuccess)
    }
  }

  func test_negativeRejection_countsAsNone() throws {
    let bytes = Wire.field(1, Wire.field(1, value: -5))

    XCTAssertEqual(try OTLPDecoder.logsResponse(bytes), .fullSuccess)
  }

  func test_responseThatIsNotOne_isRefused() {
    assertFailure(
      try OTLPDecoder.traceResponse(Array("<html>".utf8)),
      "ExportTraceServiceResponse: expected wire type 0, 1, 2 or 5, found 4 at byte 1"
    )
  }

  func test_goldenStatusDetails_askForFiveAndAHalfSeconds() {
    XCTAssertEqual(RetryInfo.delay(fromStatusDetails: Golden.statusDetails), .milliseconds(5_500))
  }

  func test_detailsWithoutRetryInfo_adviseNothing() {
    let other = Wire.field(3, Wire.field(1, "type.googleapis.com/google.rpc.Help") + Wire.field(2, "x"))

    XCTAssertNil(RetryInfo.delay(fromStatusDetails: []))
    XCTAssertNil(RetryInfo.delay(fromStatusDetails: other))
    XCTAssertNil(RetryInfo.delay(fromStatusDetails: [0xFF]))
  }

  func test_X34_retryInfoBehindAnotherDetail_isFound() {
    let other = Wire.field(3, Wire.field(1, "type.googleapis.com/google.rpc.Help") + Wire.field(2, "x"))

    XCTAssertEqual(RetryInfo.delay(fromStatusDetails: other + advice([])), .zero)
  }

  func test_absurdDelays_areNotNegativeAndDoNotTrap() {
    let negative = Wire.field(1, Wire.field(1, value: -3) + Wire.field(2, value: -1))
    let endless = Wire.field(1, Wire.field(1, value: .max) + Wire.field(2, value: Int(Int32.max)))

    XCTAssertEqual(RetryInfo.delay(fromStatusDetails: advice(negative)), .zero)
    XCTAssertGreaterThan(RetryInfo.delay(fromStatusDetails: advice(endless)) ?? .zero, .seconds(1_000_000))
  }

  /// Status details with one `RetryInfo` of these bytes.
  private func advice(_ info: [UInt8]) -> [UInt8] {
    Wire.field(3, Wire.field(1, RetryInfo.typeURL) + Wire.field(2, info))
  }
}
