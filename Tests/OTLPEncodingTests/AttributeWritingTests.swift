import OTLPEncoding
import Telemetry
import WireFormat
import XCTest

final class AttributeWritingTests: XCTestCase {
  private func keyValue(_ value: AttributeValue) -> [UInt8] {
    // The element without the tag and length that a list puts before it.
    Array(Chunk.written { $0.keyValue(0x0A, "k", value) }.bytes.dropFirst(2))
  }

  /// To the byte, so that nothing else is written: none of the fields of profiles either (W-10).
  func test_W04_keyValues_areTheGoldenBytes() {
    let cases: [(AttributeValue, String)] = [
      (false, "0a016b12021000"),
      (.empty, "0a016b1200"),
      ("", "0a016b12020a00"),
      ([1, "a"], "0a016b120b2a090a0218010a030a0161"),
      (-1, "0a016b120b18ffffffffffffffffff01"),
      (1.5, "0a016b120921000000000000f83f"),
      (.bytes([1, 2]), "0a016b12043a020102"),
      (.map(["b": 2, "a": 1]), "0a016b1214321" + "20a070a0161120218010a070a016212021802"),
    ]
    for (value, hexadecimal) in cases {
      XCTAssertEqual(keyValue(value), Wire.bytes(hexadecimal), "\(value)")
    }
  }

  func test_A14_valuesDeeperThanTheLimit_becomeEmpty() {
    var value: AttributeValue = "deepest"
    for _ in 0..<200 { value = .array([value]) }
    let bytes = keyValue(value)

    XCTAssertLessThan(bytes.count, 30 * 8)
    XCTAssertFalse(String(decoding: bytes, as: UTF8.self).contains("deepest"))

    value = "deepest"
    for _ in 0..<30 { value = .array([value]) }
    XCTAssertTrue(String(decoding: keyValue(value), as: UTF8.self).contains("deepest"))
  }

  func test_valuesNestedDeep_doNotCostTheWholeRequest() throws {
    var value: AttributeValue = "deepest"
    for _ in 0..<200 { value = .map(["k": value]) }
    let tracer = ScopeIdentity(resource: Resource(), scope: InstrumentationScope(name: "s"))
    let nested = value
    let ids = FixedIDs(traceID: TraceID(high: 1, low: 1))
    let span = FinishedSpan.made(by: tracer, ids, name: "n", start: 1, end: 2) {
      $0.addEvent("e", ["k": nested])
    }
    let chunk = Chunk.written { $0.span(span) }
    let request = EncodedRequest.request(
      .traces,
      of: Resource(),
      [ScopeItems(scope: tracer.scope, itemCount: 1, items: chunk)]
    )

    XCTAssertEqual(try OTLPDecoder.spans(request.bytes).map(\.name), ["n"])
  }

  func test_stringsThatAreNotContiguous_areCopied() {
    let long = String(repeating: "æøå", count: 5_000)
    let bridged = NSString(string: long) as String

    XCTAssertEqual(
      Chunk.written { $0.string(0x0A, bridged) }.bytes,
      Chunk.written { $0.string(0x0A, long) }.bytes
    )
  }

  func test_lengths_moveTheBodyWhenTheGuessWasWrong() {
    for length in [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152] {
      for guess in [0, 200, 20_000, 3_000_000] {
        let bytes = Chunk.written { writer in
          writer.message(0x0A, expecting: guess) { $0.raw([UInt8](repeating: 7, count: length)) }
        }.bytes
        XCTAssertEqual(bytes, Wire.field(1, [UInt8](repeating: 7, count: length)), "\(length) as \(guess)")
      }
    }
  }
}
