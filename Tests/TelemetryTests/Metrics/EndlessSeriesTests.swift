import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// A million values of one attribute, such as an identifier that somebody took for a category.
final class EndlessSeriesTests: XCTestCase {
  private static let ordinary: AttributeSet = ["ordinary": true]
  private static let limit = 1_000
  /// Far more than there is room for.
  private static let newPerCollection = 10_000

  func test_M90_M91_M105_aMillionValues_stayExactAndSmall_andOrdinarySeriesAreSeenAgain() {
    let delta = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let bench = Bench(limit: Self.limit, second: delta) { $0.idleTimeout = .seconds(300) }
    let counter = bench.meter.counter("c")
    var (totals, differences) = (Account(.collections), Account(.lives))
    var next: Int64 = 0
    func collect() -> [AttributeSet: NumberValue] {
      bench.clock.advance(by: .seconds(60))
      let metrics = bench.reader.collect()
      totals.take(metrics)
      differences.take(delta.collect())
      return metrics.first?.shownValues ?? [:]
    }
    func flood(collections: Int) {
      for _ in 0..<collections {
        for _ in 0..<Self.newPerCollection {
          counter.add(1, ["id": .int(next)])
          next += 1
        }
        XCTAssertLessThanOrEqual(collect().count, Self.limit + 1)
      }
    }
    flood(collections: 10)
    let before = ResidentMemory.bytes
    flood(collections: 90)
    let growth = ResidentMemory.bytes - before
    var visible: [Int] = []
    for number in 1...10 {
      counter.add(1, Self.ordinary)
      if collect()[Self.ordinary] != nil { visible.append(number) }
    }

    XCTAssertEqual(next, 1_000_000)
    XCTAssertEqual(totals.totals, ["c": Amount(sum: 1_000_010)])
    XCTAssertEqual(differences.totals, totals.totals)
    // A word for each value would make 7 million.
    XCTAssertLessThan(growth, 4_000_000)
    // Idle for five collections, gone with the sixth, and there is room in the seventh; not lost again.
    XCTAssertLessThanOrEqual(visible.first ?? .max, 7)
    XCTAssertEqual(visible, Array((visible.first ?? 0)...10))
  }
}
