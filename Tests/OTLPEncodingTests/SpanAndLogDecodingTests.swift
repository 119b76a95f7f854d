import OTLPEncoding
import Telemetry
import XCTest

final class SpanAndLogDecodingTests: XCTestCase {
  private let trace = TraceID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10)
  private let span = SpanID(0x1112_1314_1516_1718)

  func test_goldenTraceRequest_isOneFailedServerSpanWithARemoteParent() throws {
    XCTAssertEqual(
      try OTLPDecoder.spans(Golden.traceRequest),
      [
        SpanData(
          resource: Resource(["service.name": "s"]),
          scope: InstrumentationScope(name: "lib", version: "1"),
          context: SpanContext(traceID: trace, spanID: span, flags: .sampled),
          parentSpanID: SpanID(0x2122_2324_2526_2728),
          isParentRemote: true,
          name: "op",
          kind: .server,
          start: at(1),
          end: at(2),
          status: .error("e")
        )
      ]
    )
  }

  func test_eventsAndLinks_areDecodedInOrder() throws {
    let event = Wire.bytes("09 0500000000000000") + Wire.field(2, "e") + Wire.field(4, value: 3)
    let link =
      Wire.field(1, Wire.bytes("0102030405060708090a0b0c0d0e0f10"))
      + Wire.field(2, Wire.bytes("1112131415161718")) + Wire.field(3, "k=v") + Wire.bytes("35 01030000")
    let fields = Wire.field(11, event) + Wire.field(11, []) + Wire.field(12, value: 7) + Wire.field(13, link)

    let decoded = try XCTUnwrap(OTLPDecoder.spans(Wire.request(fields)).first)

    XCTAssertEqual(
      decoded.events,
      [SpanEvent(time: at(5), name: "e", droppedAttributes: 3), SpanEvent(time: at(0), name: "")]
    )
    XCTAssertEqual(decoded.droppedEvents, 7)
    XCTAssertEqual(
      decoded.links.map(\.context),
      [SpanContext(traceID: trace, spanID: span, flags: .sampled, traceState: ["k": "v"], isRemote: true)]
    )
  }

  func test_emptySpan_hasInvalidIdsAndNoKind() throws {
    let decoded = try XCTUnwrap(OTLPDecoder.spans(Wire.request([])).first)

    XCTAssertEqual(decoded.context, .invalid)
    XCTAssertNil(decoded.kind)
    XCTAssertNil(decoded.isParentRemote)
    XCTAssertEqual(decoded.status, .unset)
  }

  func test_unknownEnumNumbers_areTakenAsUnspecified() throws {
    let fields = Wire.field(6, value: -1) + Wire.field(15, Wire.field(3, value: 99))

    let decoded = try XCTUnwrap(OTLPDecoder.spans(Wire.request(fields)).first)

    XCTAssertNil(decoded.kind)
    XCTAssertEqual(decoded.status, .unset)
    XCTAssertEqual(
      try OTLPDecoder.logRecords(Wire.request(Wire.field(2, value: 300))).map(\.severity),
      [.unspecified]
    )
  }

  func test_idsOfTheWrongLength_areRefused() {
    assertFailure(
      try OTLPDecoder.spans(Wire.request(Wire.field(1, [1, 2]))),
      "trace_id: expected 16 bytes, found 2"
    )
    assertFailure(
      try OTLPDecoder.spans(Wire.request(Wire.field(2, Array(repeating: 1, count: 16)))),
      "span_id: expected 8 bytes, found 16"
    )
    assertFailure(
      try OTLPDecoder.spans(Wire.request(Wire.field(4, [1]))),
      "parent_span_id: expected 8 bytes, found 1"
    )
    assertFailure(
      try OTLPDecoder.logRecords(Wire.request(Wire.field(9, [1]))),
      "trace_id: expected 16 bytes, found 1"
    )
  }

  func test_goldenLogsRequest_isOneRecord() throws {
    XCTAssertEqual(
      try OTLPDecoder.logRecords(Golden.logsRequest),
      [
        LogRecordData(
          resource: Resource(["service.name": "s"]),
          scope: InstrumentationScope(name: "lib", version: "1"),
          time: at(1),
          observedTime: at(2),
          severity: .info,
          severityText: "info",
          body: "hi",
          eventName: "e.v"
        )
      ]
    )
  }

  func test_everyKindOfValue_isDecoded() throws {
    let values: [(String, AttributeValue)] = [
      ("18ffffffffffffffffff01", .int(-1)),
      ("1000", .bool(false)),
      ("", .empty),
      ("0a00", .string("")),
      ("2a09 0a021801 0a030a0161", .array([.int(1), .string("a")])),
      ("2a00", .array([])),
      ("3200", .map([:])),
      ("320a 0a08 0a016b 12030a0176", .map(["k": .string("v")])),
      ("21 000000000000e0bf", .double(-0.5)),
      ("3a03 000102", .bytes([0, 1, 2])),
      ("3a00", .bytes([])),
    ]

    for (hexadecimal, value) in values {
      let records = try OTLPDecoder.logRecords(Wire.log(body: Wire.bytes(hexadecimal)))
      XCTAssertEqual(records.map(\.body), [value], hexadecimal)
    }
  }

  func test_textThatIsNotUTF8_isRepaired() throws {
    let body = Wire.field(1, [0x61, 0xFF, 0x62])

    XCTAssertEqual(try OTLPDecoder.logRecords(Wire.log(body: body)).map(\.body), ["a\u{FFFD}b"])
  }

  func test_textWithNUL_isNotCutOff() throws {
    let body = Wire.field(1, "a\0b")

    XCTAssertEqual(try OTLPDecoder.logRecords(Wire.log(body: body)).map(\.body), ["a\0b"])
  }
}
