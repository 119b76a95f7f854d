import OTLPEncoding
import Telemetry
import XCTest

final class MetricsDecodingTests: XCTestCase {
  func test_goldenRequest_isOneCumulativeSum() throws {
    XCTAssertEqual(
      try OTLPDecoder.metrics(Golden.metricsRequest),
      [
        MetricData(
          resource: Resource(["service.name": "s"]),
          scope: InstrumentationScope(name: "lib", version: "1"),
          name: "c",
          unit: "1",
          points: .sum(
            [NumberPoint(attributes: [:], start: at(1), time: at(2), value: .int(0))],
            temporality: .cumulative,
            isMonotonic: true
          )
        )
      ]
    )
  }

  func test_doublePointWithAttribute_isDecoded() throws {
    let point = Wire.bytes("19020000000000000021000000000000e0bf3a070a016112021801")

    XCTAssertEqual(
      try points(5, Wire.field(1, point)),
      .gauge([NumberPoint(attributes: ["a": 1], start: nil, time: at(2), value: .double(-0.5))])
    )
  }

  func test_histogramPoint_keepsAMinimumOfZero() throws {
    let expected = HistogramPoint(
      attributes: [:],
      start: at(1),
      time: at(2),
      count: 3,
      sum: 9.5,
      min: 0,
      max: 7.5,
      bounds: [0, 5],
      bucketCounts: [1, 1, 1]
    )

    XCTAssertEqual(
      try points(9, Wire.field(1, Golden.histogramPoint) + Wire.field(2, value: 1)),
      .histogram([expected], temporality: .delta)
    )
  }

  func test_histogramPointWithoutSumAndRange_hasNone() throws {
    guard case .histogram(let points, _) = try points(9, Wire.field(1, []) + Wire.field(2, value: 2)) else {
      return XCTFail("expected a histogram")
    }

    XCTAssertEqual(points.count, 1)
    XCTAssertNil(points.first?.sum)
    XCTAssertNil(points.first?.min)
    XCTAssertNil(points.first?.max)
  }

  func test_exponentialPoint_isDecoded() throws {
    let expected = ExponentialHistogramPoint(
      attributes: [:],
      start: at(1),
      time: at(2),
      count: 4,
      sum: 6,
      min: 0,
      max: 4,
      scale: -1,
      zeroCount: 1,
      positive: .init(offset: -1, counts: [2, 1]),
      negative: .init()
    )

    XCTAssertEqual(
      try points(10, Wire.field(1, Golden.exponentialPoint) + Wire.field(2, value: 2)),
      .exponentialHistogram([expected], temporality: .cumulative)
    )
  }

  func test_summary_isDecoded() throws {
    let quantile = Wire.bytes("09 000000000000e03f 11 0000000000000840")
    let point = Wire.bytes("19 0200000000000000 21 0400000000000000 29 0000000000001840")

    XCTAssertEqual(
      try points(11, Wire.field(1, point + Wire.field(6, quantile))),
      .summary([
        SummaryPoint(attributes: [:], start: nil, time: at(2), count: 4, sum: 6, quantiles: [0.5: 3])
      ])
    )
  }

  func test_metricWithoutData_isLeftOut() throws {
    XCTAssertEqual(try OTLPDecoder.metrics(Wire.request(Wire.field(1, "m"))), [])
  }

  func test_M120_pointFlaggedAsHavingNoValue_isLeftOut() throws {
    XCTAssertEqual(try points(5, Wire.field(1, Wire.field(8, value: 1))), .gauge([]))
  }

  func test_pointWithoutValue_isRefused() {
    assertFailure(
      try OTLPDecoder.metrics(Wire.metric(5, Wire.field(1, []))),
      "number data point: expected as_double or as_int, found neither"
    )
  }

  func test_sumWithoutTemporality_isRefused() {
    assertFailure(
      try OTLPDecoder.metrics(Wire.metric(7, [])),
      "aggregation_temporality of metric m: expected 1 (delta) or 2 (cumulative), found 0"
    )
  }

  func test_severalResourcesAndScopes_keepTheirOrder() throws {
    let metric = Wire.field(2, Wire.field(1, "m") + Wire.field(5, []))
    let scope = { (name: String) in Wire.field(2, Wire.field(1, Wire.field(1, name)) + metric + metric) }
    let bytes = Wire.field(1, scope("a") + scope("b")) + Wire.field(1, scope("c") + Wire.field(3, "url"))

    let metrics = try OTLPDecoder.metrics(bytes)

    XCTAssertEqual(metrics.map(\.scope.name), ["a", "a", "b", "b", "c", "c"])
    XCTAssertEqual(metrics.map(\.resource.schemaURL), ["", "", "", "", "url", "url"])
  }

  /// The points of one metric whose data is in field `number`.
  private func points(_ number: Int, _ data: [UInt8]) throws -> MetricData.Points? {
    try OTLPDecoder.metrics(Wire.metric(number, data)).first?.points
  }
}

func at(_ nanoseconds: UInt64) -> Timestamp {
  Timestamp(nanosecondsSinceEpoch: nanoseconds)
}

/// Fails unless `body` throws a failure that reads `description`.
func assertFailure<Result>(
  _ body: @autoclosure () throws -> Result,
  _ description: String,
  file: StaticString = #filePath,
  line: UInt = #line
) {
  XCTAssertThrowsError(try body(), file: file, line: line) { error in
    XCTAssertEqual("\(error)", description, file: file, line: line)
    XCTAssertTrue(error is DecodingFailure, file: file, line: line)
  }
}
