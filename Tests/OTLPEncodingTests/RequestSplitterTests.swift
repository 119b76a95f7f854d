import OTLPEncoding
import Telemetry
import TestSupport
import WireFormat
import XCTest

/// The pieces of requests that a collector finds too large.
final class RequestSplitterTests: XCTestCase {
  func test_FS24_piecesOfAnyRequest_holdEveryItemOnce_inOrder() throws {
    var random = SplitMix(seed: 24)
    var (pieces, oversized) = (0, 0)
    for round in 0..<300 {
      let signal = TelemetrySignal.allCases[round % 3]
      let bytes =
        switch signal {
        case .metrics: RandomRequest.fullMetrics(using: &random)
        case .traces: RandomRequest.traces(using: &random)
        case .logs: RandomRequest.logs(using: &random)
        }
      let items = try items(of: bytes, signal)
      let limit = Int.random(in: bytes.count / 8...bytes.count + 2, using: &random)
      // Nil where nearly all of each piece would be what is repeated.
      guard let split = split(bytes, signal, holding: items.count, atMost: limit) else { continue }

      let found = try split.pieces.map { try self.items(of: $0.bytes, signal) }
      XCTAssertEqual(split.pieces.map(\.itemCount), found.map(\.count), "round \(round)")
      XCTAssertTrue(split.pieces.allSatisfy { $0.byteCount <= limit && $0.itemCount > 0 }, "round \(round)")
      XCTAssertEqual(found.joined().count + split.oversized, items.count, "round \(round)")
      XCTAssertTrue(RequestItems.are(Array(found.joined()), in: items), "round \(round)")
      pieces += split.pieces.count
      oversized += split.oversized
    }
    XCTAssertEqual([pieces, oversized], [786, 257])
  }

  func test_FS24_limits_areKeptToTheByte_andUsedUp() throws {
    // Lengths of one, two and three digits have their turn.
    for size in [1, 60, 120, 6_000] {
      let spans = (0..<6).map { Wire.field(2, Wire.field(5, String(repeating: "x", count: size + $0))) }
      let scope = Wire.field(1, Wire.field(1, "lib")) + spans.joined() + Wire.field(3, "https://example.test")
      let bytes = Wire.field(1, Wire.field(1, []) + Wire.field(2, scope) + Wire.field(2, scope))
      // The first piece of each number of items, whatever the limit.
      var sizes: [Int: Int] = [:]
      var firsts: [(limit: Int, items: Int)] = []
      for limit in Array(stride(from: 0, to: bytes.count, by: size < 1_000 ? 1 : 43)) + [bytes.count] {
        let split = try XCTUnwrap(split(bytes, .traces, holding: 12, atMost: limit))
        let total = split.pieces.reduce(split.oversized) { $0 + $1.itemCount }
        XCTAssertEqual(total, 12, "\(size), \(limit)")
        XCTAssertTrue(split.pieces.allSatisfy { $0.byteCount <= limit }, "\(size), \(limit)")
        let first = split.pieces.first
        if let first { sizes[first.itemCount] = first.byteCount }
        firsts.append((limit, first?.itemCount ?? 0))
      }

      XCTAssertEqual(sizes.keys.sorted(), Array(1...12), "\(size)")
      XCTAssertEqual(sizes[12], bytes.count)
      for (limit, items) in firsts where limit >= sizes[6] ?? 0 {
        XCTAssertEqual(items, sizes.filter { $0.value <= limit }.keys.max(), "\(size), \(limit)")
      }
    }
  }

  func test_FS24_realMetrics_areSplitWithTheirHeads() throws {
    let one = Wire.bytes("31 0100000000000000")
    let points = (0..<40).map { Wire.field(1, Wire.field(7, Wire.field(1, "shard-\($0)")) + one) }.joined()
    let sum = Wire.field(7, points + Wire.field(2, value: 2) + Wire.field(3, value: 1))
    let metric = Wire.field(2, Wire.field(1, "requests") + sum + Wire.field(3, "{request}"))
    let scope = Wire.field(2, Wire.field(1, Wire.field(1, "lib")) + metric + Wire.field(3, "scope/1"))
    let bytes = Wire.field(1, Wire.field(1, []) + scope + Wire.field(3, "resource/1"))

    let split = try XCTUnwrap(split(bytes, .metrics, holding: 40, atMost: 200))

    XCTAssertGreaterThan(split.pieces.count, 3)
    var attributes: [AttributeSet] = []
    for piece in split.pieces {
      let metric = try XCTUnwrap(OTLPDecoder.metrics(piece.bytes).first)
      XCTAssertEqual(metric.name, "requests")
      XCTAssertEqual(metric.unit, "{request}")
      XCTAssertEqual(metric.scope.schemaURL, "scope/1")
      XCTAssertEqual(metric.resource.schemaURL, "resource/1")
      guard case .sum(let points, .cumulative, isMonotonic: true) = metric.points else {
        return XCTFail("\(metric.points)")
      }
      attributes += points.map(\.attributes)
    }
    XCTAssertEqual(attributes.count, 40)
  }

  func test_FS24_unknownFields_areInEachPieceOnceAtTheirLevel() throws {
    let unknown = (0..<5).map { Wire.field(100 + $0, "level \($0)") }
    let data = Wire.field(5, Wire.field(1, []) + unknown[4] + Wire.field(1, [0x40, 0x01]))
    let metric = Wire.field(2, unknown[3] + data)
    let bytes = unknown[0] + Wire.field(1, Wire.field(2, metric + unknown[2]) + unknown[1])

    let split = try XCTUnwrap(split(bytes, .metrics, holding: 2, atMost: bytes.count - 1))

    let pieces = [[], [0x40, 0x01] as [UInt8]].map { point in
      let data = Wire.field(5, unknown[4] + Wire.field(1, point))
      return unknown[0]
        + Wire.field(1, unknown[1] + Wire.field(2, unknown[2] + Wire.field(2, unknown[3] + data)))
    }
    XCTAssertEqual(split.pieces.map(\.bytes), pieces)
  }

  // MARK: What fits into no piece

  func test_FS24_itemsThatFitIntoNoPiece_areCountedAndNamed_andCostNoNeighbour() throws {
    let (small, large) = (Wire.field(1, []), Wire.field(1, [UInt8](repeating: 0, count: 200)))
    let points = small + large + small + large
    let metrics = (0..<12).map { index in
      Wire.field(2, Wire.field(1, "m\(index)") + Wire.field(5, points))
    }
    let bytes = Wire.field(1, Wire.field(2, Array(metrics.joined())))

    let split = try XCTUnwrap(split(bytes, .metrics, holding: 48, atMost: 200))

    XCTAssertEqual(split.oversized, 24)
    XCTAssertEqual(split.oversizedNames, (0..<8).map { "a point of m\($0)" })
    XCTAssertEqual(split.pieces.reduce(0) { $0 + $1.itemCount }, 24)
    XCTAssertEqual(try split.pieces.flatMap { try items(of: $0.bytes, .metrics) }.count, 24)
  }

  func test_FS24_spansAndRecordsThatFitIntoNoPiece_areNamedOnce() throws {
    let bytes = Wire.field(1, Wire.field(2, Wire.field(2, [0x40, 0x01]) + Wire.field(2, [0x40, 0x01])))
    for (signal, name) in [(TelemetrySignal.traces, "a span"), (.logs, "a log record")] {
      let split = try XCTUnwrap(split(bytes, signal, holding: 2, atMost: 7))
      XCTAssertEqual([split.pieces.count, split.oversized], [0, 2])
      XCTAssertEqual(split.oversizedNames, [name])
    }
  }

  // MARK: What cannot be split

  func test_anotherNumberOfItems_isNoSplit() {
    let bytes = Wire.request([]) + Wire.request([])
    XCTAssertEqual(split(bytes, .logs, holding: 2, atMost: 100)?.pieces.map(\.bytes), [bytes])
    XCTAssertNil(split(bytes, .logs, holding: 1, atMost: 100))
    XCTAssertNil(split(bytes, .logs, holding: 3, atMost: 100))
  }

  func test_metricWithTwoKindsOfData_isNoSplit() {
    let point = Wire.field(1, [])
    XCTAssertNil(
      split(Wire.request(Wire.field(5, point) + Wire.field(7, point)), .metrics, holding: 2, atMost: 100))
    XCTAssertNil(
      split(Wire.request(Wire.field(5, []) + Wire.field(7, point)), .metrics, holding: 1, atMost: 100))
    XCTAssertNil(
      split(Wire.request(Wire.field(5, point) + Wire.field(5, point)), .metrics, holding: 2, atMost: 100))
  }

  func test_malformedBytes_areNoSplit() {
    for length in 1..<Golden.traceRequest.count {
      XCTAssertNil(split(Array(Golden.traceRequest.prefix(length)), .traces, holding: 1, atMost: 1_000))
    }
    XCTAssertNil(split(Wire.field(1, Wire.field(2, value: 3)), .logs, holding: 0, atMost: 100))
    // A length beyond everything.
    XCTAssertNil(split([0x0A] + Wire.varint(.max), .logs, holding: 0, atMost: 100))
    XCTAssertNil(split([0x0A] + Wire.varint(-1), .logs, holding: 0, atMost: 100))
  }

  func test_piecesThatWouldOnlyRepeatTheirHeads_areNoSplit() throws {
    let heads = Wire.field(1, [UInt8](repeating: 0, count: 10_000))
    let spans = [UInt8]((0..<4_000).map { _ in Wire.field(2, []) }.joined())
    let bytes = Wire.field(1, heads + Wire.field(2, spans))
    // One span each, which would take forty million bytes.
    XCTAssertNil(split(bytes, .traces, holding: 4_000, atMost: heads.count + 12))
    XCTAssertEqual(
      split(bytes, .traces, holding: 4_000, atMost: 14_000)?.pieces.map(\.itemCount), [1_995, 1_995, 10])
  }

  func test_groupsWithoutItems_areLeftOut() throws {
    let empty = [UInt8]((0..<10_000).map { _ in Wire.field(1, Wire.field(2, [])) }.joined())
    let bytes = empty + Wire.request([]) + empty
    XCTAssertEqual(split(bytes, .logs, holding: 1, atMost: 100)?.pieces.map(\.bytes), [Wire.request([])])
    XCTAssertEqual(split([], .logs, holding: 0, atMost: 100)?.pieces.count, 0)
  }

  private func split(
    _ bytes: [UInt8],
    _ signal: TelemetrySignal,
    holding count: Int,
    atMost limit: Int
  ) -> RequestSplitter.Split? {
    // In several parts, cut anywhere.
    let middle = bytes.count / 3
    let parts = [Array(bytes[..<middle]), Array(bytes[middle...])].map { Chunk(copying: $0) }
    return RequestSplitter.pieces(
      of: EncodedRequest(signal: signal, itemCount: count, parts: parts), atMost: limit)
  }

  private func items(of bytes: [UInt8], _ signal: TelemetrySignal) throws -> [String] {
    let line =
      switch signal {
      case .metrics: try OTLPJSON.metrics(bytes)
      case .traces: try OTLPJSON.traces(bytes)
      case .logs: try OTLPJSON.logs(bytes)
      }
    return try RequestItems.all(in: line)
  }
}
