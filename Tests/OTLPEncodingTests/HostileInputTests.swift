import OTLPEncoding
import Telemetry
import TestSupport
import XCTest

final class HostileInputTests: XCTestCase {
  func test_everyTruncation_isRefused() {
    for length in 1..<Golden.traceRequest.count {
      XCTAssertThrowsError(try OTLPDecoder.spans(Array(Golden.traceRequest.prefix(length))), "\(length)")
    }
    for length in 1..<Golden.metricsRequest.count {
      XCTAssertThrowsError(try OTLPDecoder.metrics(Array(Golden.metricsRequest.prefix(length))), "\(length)")
    }
    for length in 1..<Golden.logsRequest.count {
      XCTAssertThrowsError(try OTLPDecoder.logRecords(Array(Golden.logsRequest.prefix(length))), "\(length)")
    }
  }

  func test_noBytes_areAnEmptyRequest() throws {
    XCTAssertEqual(try OTLPDecoder.metrics([]), [])
    XCTAssertEqual(try OTLPDecoder.spans([]), [])
    XCTAssertEqual(try OTLPDecoder.logRecords([]), [])
  }

  func test_randomMutations_neverCrash() {
    var random = SplitMix(seed: 20_261_123)
    var decoded = 0
    for _ in 0..<20_000 {
      let original =
        [Golden.traceRequest, Golden.metricsRequest, Golden.logsRequest, richMetrics]
        .randomElement(using: &random) ?? []
      let mutated = mutate(original, using: &random)
      if (try? OTLPDecoder.metrics(mutated)) != nil { decoded += 1 }
      if (try? OTLPDecoder.spans(mutated)) != nil { decoded += 1 }
      if (try? OTLPDecoder.logRecords(mutated)) != nil { decoded += 1 }
      if (try? OTLPJSON.metrics(mutated)) != nil { decoded += 1 }
      _ = RetryInfo.delay(fromStatusDetails: mutated)
    }
    XCTAssertGreaterThan(decoded, 1_000, "mutations too wild to reach the decoder")
  }

  func test_randomBytes_neverCrash() {
    var random = SplitMix(seed: 7)
    for length in 0..<2_000 {
      let bytes = (0..<length % 97).map { _ in UInt8.random(in: 0...255, using: &random) }
      _ = try? OTLPDecoder.metrics(bytes)
      _ = try? OTLPDecoder.spans(bytes)
      _ = try? OTLPDecoder.logRecords(bytes)
      _ = RetryInfo.delay(fromStatusDetails: bytes)
    }
  }

  func test_nestingBeyondTheBound_isRefusedWithoutUsingTheStack() {
    assertRefused(Wire.log(body: nested(10_000)), reason: "levels of nesting")
    assertRefused(Wire.log(body: nested(60)), reason: "levels of nesting")
  }

  func test_nestingWithinTheBound_isDecoded() throws {
    let body = try XCTUnwrap(OTLPDecoder.logRecords(Wire.log(body: nested(40))).first?.body)

    var depth = 0
    var value = body
    while case .array(let elements) = value {
      guard let inner = elements.first else { break }
      value = inner
      depth += 1
    }
    XCTAssertEqual(depth, 40)
    XCTAssertEqual(value, true)
  }

  func test_requestThatWouldFillTheMemory_isRefused() {
    // Two bytes each on the wire, more than a hundred in memory.
    let scopes = Array(repeating: [0x12, 0x00] as [UInt8], count: 1_000).flatMap(\.self)
    var limits = DecodingLimits()
    limits.memory = 100_000

    XCTAssertThrowsError(try OTLPDecoder.spans(Wire.field(1, scopes), limits: limits)) { error in
      XCTAssertEqual(
        "\(error)",
        "ExportTraceServiceRequest.resource_spans.scope_spans: "
          + "expected a message that takes at most 100000 bytes of memory, found more"
      )
    }
  }

  func test_secondSingularMessage_isRefused() {
    assertRefused(Wire.field(1, Wire.field(1, []) + Wire.field(1, [])), reason: "found a second")
  }

  func test_wrongWireType_namesTheField() {
    assertFailure(
      try OTLPDecoder.logRecords(Wire.field(1, Wire.field(2, value: 3))),
      "ExportLogsServiceRequest.resource_logs.scope_logs: expected wire type lengthDelimited, found varint"
    )
  }

  func test_lengthBeyondTheEnd_saysWhatIsMissing() {
    assertFailure(
      try OTLPDecoder.logRecords([0x0A, 0x05, 0x12]),
      "ExportLogsServiceRequest.resource_logs: expected 5 bytes, found 1 at byte 2"
    )
  }

  func test_fieldNumberThatWouldWrapAround_isRefused() {
    // 2^32 + 0x0A: the low 32 bits are the tag of resource_logs.
    assertRefused([0x8A, 0x80, 0x80, 0x80, 0x10, 0x00], reason: "field number")
  }

  func test_groups_areRefused() {
    assertRefused([0x0B, 0x0C], reason: "expected wire type 0, 1, 2 or 5, found 3")
  }

  func test_W12_unknownFields_areSkipped() throws {
    let unknown = Wire.field(1000, "later") + Wire.field(999, value: 7) + Wire.bytes("f93e 0102030405060708")

    XCTAssertEqual(try OTLPDecoder.logRecords(unknown + Golden.logsRequest + unknown).count, 1)
  }

  /// A point of every kind, with exemplars, attributes and packed numbers.
  private let richMetrics: [UInt8] =
    Wire.metric(
      9, Wire.field(1, Golden.histogramPoint + Wire.field(8, Golden.exemplar)) + Wire.field(2, value: 2))
    + Wire.metric(10, Wire.field(1, Golden.exponentialPoint) + Wire.field(2, value: 1))

  /// An `AnyValue` that is `depth` arrays around `true`.
  private func nested(_ depth: Int) -> [UInt8] {
    var value = Wire.bytes("1001")
    for _ in 0..<depth {
      value = Wire.field(5, Wire.field(1, value))
    }
    return value
  }

  private func mutate(_ bytes: [UInt8], using random: inout SplitMix) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[index] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes.remove(at: index)
      default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
      }
    }
    return bytes
  }

  private func assertRefused(
    _ bytes: [UInt8],
    reason: String,
    file: StaticString = #filePath,
    line: UInt = #line
  ) {
    XCTAssertThrowsError(try OTLPDecoder.logRecords(bytes), file: file, line: line) { error in
      XCTAssertTrue("\(error)".contains(reason), "\(error)", file: file, line: line)
    }
  }
}
