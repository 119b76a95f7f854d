import OTLPEncoding
import Telemetry
import WireFormat
import XCTest

/// Points written one by one, as an exporter of any aggregation does, and read back by protobuf-c.
final class PointWritingTests: XCTestCase {
  func test_W05_W07_exponentialHistogram_isTheGoldenPoint() {
    var histogram = ExponentialHistogram(maximumSize: 2)
    for value in [0.0, 1, 1, 4] { histogram.record(value) }
    XCTAssertEqual(histogram.scale, -1)

    XCTAssertEqual(
      written { $0.exponentialPoint(ExponentialSnapshot(histogram: histogram), point([:])) },
      Wire.field(1, Golden.exponentialPoint)
    )
  }

  func test_W07_exponentialHistograms_areReadBackAsTheyWereRecorded() throws {
    for histogram in Self.exponentialHistograms {
      let bytes = written {
        $0.exponentialPoint(ExponentialSnapshot(histogram: histogram), point(["k": "v", "n": 1]))
      }
      let expected = ExponentialHistogramPoint(
        histogram, attributes: ["k": "v", "n": 1], start: at(1), time: at(2))
      let buckets = expected.positive.counts + expected.negative.counts

      XCTAssertEqual(try exponentialPoints(bytes), [expected])
      XCTAssertEqual(buckets.reduce(0, +) + expected.zeroCount, expected.count)
    }
  }

  func test_M63_exponentialHistogram_withoutSumAndRange() throws {
    let bytes = written {
      $0.exponentialPoint(
        ExponentialSnapshot(histogram: Self.exponentialHistograms[2], hasSum: false, hasMinMax: false),
        point([:])
      )
    }
    let read = try XCTUnwrap(exponentialPoints(bytes).first)

    XCTAssertEqual([read.sum, read.min, read.max], [nil, nil, nil])
    XCTAssertEqual(read.count, Self.exponentialHistograms[2].count)
  }

  func test_M63_histogram_withoutSumAndRange() throws {
    let bytes = written {
      $0.histogramPoint(
        HistogramSnapshot(count: 1, sum: nil, min: nil, max: nil, buckets: [1, 0]),
        bounds: [5],
        point([:], Self.exemplars)
      )
    }
    let expected = HistogramPoint(
      attributes: [:],
      start: at(1),
      time: at(2),
      count: 1,
      sum: nil,
      min: nil,
      max: nil,
      bounds: [5],
      bucketCounts: [1, 0],
      exemplars: Self.exemplars
    )

    XCTAssertEqual(try points(9, bytes), .histogram([expected], temporality: .delta))
  }

  func test_M93_exemplar_isTheGoldenOne() {
    let exemplar = Exemplar(
      filteredAttributes: ["z": "v"],
      time: at(2),
      value: .int(5),
      spanContext: SpanContext(
        traceID: TraceID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10),
        spanID: SpanID(0x1112_1314_1516_1718),
        flags: .sampled,
        traceState: ["a": "b"]
      )
    )
    let bytes = written {
      $0.numberPoint(
        .double(0), PointContext(attributes: [:], start: nil, time: at(2), exemplars: [exemplar]))
    }
    let number = Wire.bytes("19 0200000000000000 21 0000000000000000")

    XCTAssertEqual(bytes, Wire.field(1, number + Wire.field(5, Golden.exemplar)))
  }

  func test_M93_W03_exemplars_ofEveryKindOfPointAreReadBack() throws {
    for value in [NumberValue.int(0), .double(0), .int(-1)] {
      let number = written {
        $0.numberPoint(value, point(["a": 1], Self.exemplars))
      }
      let expected = NumberPoint(
        attributes: ["a": 1], start: at(1), time: at(2), value: value, exemplars: Self.exemplars)
      XCTAssertEqual(try points(5, number), .gauge([expected]))
      XCTAssertEqual(
        try points(7, number), .sum([expected], temporality: .delta, isMonotonic: false))
    }

    let histogram = Self.exponentialHistograms[2]
    let written = written {
      $0.exponentialPoint(ExponentialSnapshot(histogram: histogram), point(["a": 1], Self.exemplars))
    }
    let expected = ExponentialHistogramPoint(
      histogram, attributes: ["a": 1], start: at(1), time: at(2), exemplars: Self.exemplars)
    XCTAssertEqual(try exponentialPoints(written), [expected])
  }

  func test_exemplarWithoutValue_isRefused() {
    assertFailure(
      try OTLPDecoder.metrics(Wire.metric(9, Wire.field(1, Wire.field(8, [])) + Wire.field(2, value: 1))),
      "exemplar: expected as_double or as_int, found neither"
    )
  }

  func test_W09_exemplarWithAShortTraceID_isRefused() {
    let exemplar = Wire.field(5, [1, 2]) + Wire.bytes("31 0100000000000000")
    assertFailure(
      try OTLPDecoder.metrics(
        Wire.metric(10, Wire.field(1, Wire.field(11, exemplar)) + Wire.field(2, value: 1))),
      "trace_id: expected 16 bytes, found 2"
    )
  }

  func test_exemplarContext_isTheTwoIdsOnly() {
    let full = SpanContext(
      traceID: TraceID(high: 1, low: 2), spanID: SpanID(3), flags: .sampled, traceState: ["a": "b"],
      isRemote: true
    )
    let exemplar = Exemplar(time: at(1), value: .int(1), spanContext: full)

    XCTAssertEqual(
      exemplar.spanContext, SpanContext(traceID: TraceID(high: 1, low: 2), spanID: SpanID(3)))
    XCTAssertNil(Exemplar(time: at(1), value: .int(1), spanContext: .invalid).spanContext)
  }

  // MARK: Samples

  private static let exemplars = [
    Exemplar(time: at(1), value: .int(0)),
    Exemplar(
      filteredAttributes: ["user": "ü", "list": [1, "a"]],
      time: at(2),
      value: .double(-0.0),
      spanContext: SpanContext(traceID: TraceID(high: 0, low: 9), spanID: SpanID(7))
    ),
  ]

  /// Nothing, zeros only, both signs, and counts and offsets of many bytes.
  private static let exponentialHistograms: [ExponentialHistogram] = {
    var zeros = ExponentialHistogram(zeroThreshold: 0.25)
    zeros.record(0.125)
    var both = ExponentialHistogram()
    for value in [-3, 0, 0.5, 2, 1e9] { both.record(value) }
    var many = ExponentialHistogram()
    for index in 0..<20_000 { many.record(1 + Double(index % 50) / 1_000_000) }
    for _ in 0..<20_000 { many.record(0.001) }
    var one = ExponentialHistogram()
    for _ in 0..<300 { one.record(-1e-300) }
    return [ExponentialHistogram(), zeros, both, many, one]
  }()

  private func point(_ attributes: AttributeSet, _ exemplars: [Exemplar] = []) -> PointContext {
    PointContext(attributes: attributes, start: at(1), time: at(2), exemplars: exemplars)
  }

  /// The bytes of one element of `data_points`.
  private func written(_ body: (inout ByteWriter) -> Void) -> [UInt8] {
    var writer = ByteWriter(capacity: 64)
    body(&writer)
    return writer.seal().bytes
  }

  /// What `data` is read back as, once protobuf-c has agreed to its bytes.
  private func points(_ number: Int, _ data: [UInt8]) throws -> MetricData.Points? {
    let temporality = number == 5 ? [] : Wire.field(2, value: 1)
    let bytes = Wire.metric(number, data + temporality)
    Judge.assertMetricsRequest(bytes)
    return try OTLPDecoder.metrics(bytes).first?.points
  }

  private func exponentialPoints(_ data: [UInt8]) throws -> [ExponentialHistogramPoint] {
    guard case .exponentialHistogram(let points, .delta) = try points(10, data) else { return [] }
    return points
  }
}
