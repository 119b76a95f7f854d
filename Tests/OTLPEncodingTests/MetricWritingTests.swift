import OTLPEncoding
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// Encodes each collection into requests of at most about `maximumBytes`.
private final class EncodingReader: MetricReader {
  private let batch = Mutex<MetricBatch?>(nil)

  func attach(_ batch: MetricBatch) -> Bool {
    self.batch.withLock { $0 = batch }
    return true
  }
  func flush(until deadline: Instant) -> Bool { true }
  func shutdown(until deadline: Instant) -> Bool { true }

  func encode(maximumBytes: Int = 1 << 20, expectedBytes: Int = 64) -> [EncodedRequest] {
    guard let batch = batch.withLock({ $0 }) else { return [] }
    var writer = MetricRequestWriter(
      resource: batch.resource,
      maximumBytes: maximumBytes,
      expectedBytes: expectedBytes
    )
    batch.collect(into: &writer)
    return writer.finish()
  }
}

final class MetricWritingTests: XCTestCase {
  private let clock = ManualClock(now: Timestamp(nanosecondsSinceEpoch: 1))
  private let plain = ManualReader()
  private let encoding = EncodingReader()

  private func makeProvider(_ resource: Resource = Resource(["service.name": "s"])) -> MeterProvider {
    MeterProvider(resource: resource, readers: [plain, encoding], clock: clock)
  }

  func test_W01_W02_W03_W08_sum_isTheGoldenRequest() {
    makeProvider().meter(named: "lib", version: "1").counter("c", unit: "1").add(0)
    clock.advance(by: .nanoseconds(1))

    let golden =
      "0a4e0a150a130a0c736572766963652e6e616d6512030a017312350a080a036c6962120131"
      + "12290a01631a01313a210a1b11010000000000000019020000000000000031000000000000000010021801"
    let requests = encoding.encode()
    XCTAssertEqual(requests.map(\.bytes), [Wire.bytes(golden)])
    XCTAssertEqual(requests.map(\.itemCount), [1])
  }

  func test_W02_W06_W08_histogram_holdsTheGoldenPoint() throws {
    let bounds = try XCTUnwrap(Boundaries([0, 5]))
    let histogram = makeProvider(Resource()).meter(named: "").histogram("m", boundaries: bounds)
    for value in [0, 2, 7.5] { histogram.record(value) }
    clock.advance(by: .nanoseconds(1))

    let point =
      "11010000000000000019020000000000000021030000000000000029000000000000234032180100000000000000"
      + "010000000000000001000000000000003a1000000000000000000000000000001440590000000000000000610000000000001e40"
    let data = Wire.field(1, Wire.bytes(point)) + Wire.field(2, value: 2)
    let metric = Wire.field(2, Wire.field(1, "m") + Wire.field(9, data))
    let expected = Wire.field(1, Wire.field(1, []) + Wire.field(2, Wire.field(1, []) + metric))
    XCTAssertEqual(encoding.encode().map(\.bytes), [expected])
  }

  func test_everyKind_isReadBackAsItWasCollected() throws {
    fill(makeProvider(Resource(["service.name": "s", "n": 1], schemaURL: "https://example.test/1")))
    let requests = encoding.encode()

    XCTAssertEqual(requests.count, 1)
    Judge.assertMetricsRequest(requests[0].bytes)
    XCTAssertEqual(try OTLPDecoder.metrics(requests[0].bytes), plain.collect())
  }

  func test_requests_areCutAtTheLimitAndLoseNothing() throws {
    fill(makeProvider())
    let requests = encoding.encode(maximumBytes: 600)

    XCTAssertGreaterThan(requests.count, 10)
    var points = 0
    var decoded: [String: Int] = [:]
    for request in requests {
      XCTAssertLessThan(request.byteCount, 640)
      Judge.assertMetricsRequest(request.bytes)
      for metric in try OTLPDecoder.metrics(request.bytes) {
        XCTAssertEqual(metric.resource, Resource(["service.name": "s"]))
        decoded[metric.name, default: 0] += metric.pointCount
      }
      points += request.itemCount
    }
    let expected = Dictionary(uniqueKeysWithValues: plain.collect().map { ($0.name, $0.pointCount) })
    XCTAssertEqual(decoded, expected)
    XCTAssertEqual(points, expected.values.reduce(0, +))
  }

  func test_everyLimit_keepsEveryPointAndLeavesNoEmptyGroups() throws {
    fill(makeProvider())
    let expected = plain.collect().reduce(0) { $0 + $1.pointCount }
    for limit in stride(from: 500, to: 6_000, by: 97) {
      let requests = encoding.encode(maximumBytes: limit)
      XCTAssertEqual(requests.reduce(0) { $0 + $1.itemCount }, expected, "\(limit)")
      for request in requests {
        let metrics = try OTLPDecoder.metrics(request.bytes)
        XCTAssertEqual(metrics.reduce(0) { $0 + $1.pointCount }, request.itemCount, "\(limit)")
        XCTAssertTrue(metrics.allSatisfy { $0.pointCount > 0 }, "\(limit)")
        Judge.assertMetricsRequest(request.bytes)
      }
    }
  }

  func test_X21_nothingRecorded_makesNoRequest() {
    _ = makeProvider().meter(named: "m").counter("c")

    XCTAssertEqual(encoding.encode().count, 0)
  }

  func test_setSharedByNumbersAndDistributions_isWrittenForBoth() throws {
    let meter = makeProvider().meter(named: "m")
    let shared: AttributeSet = ["k": "v"]
    meter.histogram("h").record(1, shared)
    meter.counter("c").add(1, shared)

    let metrics = try OTLPDecoder.metrics(encoding.encode()[0].bytes)
    XCTAssertEqual(metrics, plain.collect())
  }

  /// One of everything, in two scopes, with many series.
  private func fill(_ provider: MeterProvider) {
    let meter = provider.meter(named: "one", version: "1", schemaURL: "https://example.test/2")
    let other = provider.meter(named: "two", attributes: ["scope": true])
    let counter = meter.counter("counter", unit: "{item}", description: "Items.")
    let sum = meter.upDownCounter("sum", of: Double.self)
    let gauge = other.gauge("gauge", of: Int64.self, unit: "By")
    let histogram = other.histogram("histogram", unit: "s")
    for index in 0..<40 {
      let attributes: AttributeSet = ["i": .int(Int64(index)), "text": "ünï", "list": [1, "a", .empty]]
      counter.add(Int64(index), attributes)
      sum.add(-0.5, attributes)
      gauge.record(-Int64(index), attributes)
      histogram.record(Double(index), attributes)
    }
    clock.advance(by: .seconds(1))
  }
}

extension MetricData {
  /// How many points the metric has.
  fileprivate var pointCount: Int {
    switch points {
    case .gauge(let points), .sum(let points, _, _): points.count
    case .histogram(let points, _): points.count
    case .exponentialHistogram(let points, _): points.count
    case .summary(let points): points.count
    }
  }
}
