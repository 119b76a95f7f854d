import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

/// A collection that is larger than any collector takes at once.
final class LargeCollectionTests: XCTestCase {
  func test_X20_FS10_sixtyThousandPoints_arriveOnceEach_inRequestsTheCollectorTakes() throws {
    let collector = try FakeCollector(maximumRequestBytes: 4 << 20)
    defer { collector.stop() }
    let count = 60_000
    let rig = Rig(collector, metrics: MetricReaderOptions(cardinalityLimits: [.counter: count + 1]))
    let counter = rig.meterProvider.meter(named: "m").counter("requests")
    let padding = AttributeValue.string(String(repeating: "x", count: 100))
    for index in 0..<count { counter.add(Int64(index), ["index": .int(Int64(index)), "padding": padding]) }
    XCTAssertTrue(rig.meterProvider.shutdown(within: .seconds(60)))
    let ledger = rig.shutdown()

    let sizes = collector.requests.map(\.message.count)
    XCTAssertGreaterThan(sizes.reduce(0, +), 8 << 20)
    XCTAssertGreaterThanOrEqual(sizes.count, 3)
    XCTAssertLessThanOrEqual(sizes.max() ?? 0, 3_670_016)
    // Each point has a value of its own, so that one that came twice shows as well as one that did not.
    let values = collector.values(of: "requests")
    XCTAssertTrue(
      values.sorted() == (0..<count).map(Int64.init),
      "\(values.count), \(Set(values).count) of them different")
    try collector.expect(conserved: ledger, recorded: ItemCounts(dataPoints: UInt64(count)))
    XCTAssertEqual(ledger.exported.dataPoints, UInt64(count))
  }
}

extension FakeCollector {
  /// The values of all points of a sum, in the order they came.
  fileprivate func values(of name: String) -> [Int64] {
    metrics.filter { $0.name == name }.flatMap { metric -> [Int64] in
      guard case .sum(let points, _, _) = metric.points else { return [] }
      return points.compactMap { if case .int(let value) = $0.value { value } else { nil } }
    }
  }
}
