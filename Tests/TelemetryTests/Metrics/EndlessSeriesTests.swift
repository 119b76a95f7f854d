import Telemetry
import TelemetryTesting
import XCTest

/// A million values of one attribute, such as an identifier that somebody took for a category.
final class EndlessSeriesTests: XCTestCase {
  private static let overflow: AttributeSet = ["otel.metric.overflow": true]
  private static let ordinary: AttributeSet = ["ordinary": true]
  private static let limit = 1_000
  /// Half as many as there is room for would hide that it is taken away again.
  private static let newPerCollection = 5_000
  private static let bound = 4_000_000

  private func run(_ temporality: TemporalityPreference) -> (shown: Double, visible: Int?, growth: Int) {
    let bench = Bench(limit: Self.limit, reader: MetricReaderOptions(temporality: temporality)) {
      $0.idleTimeout = .seconds(300)
    }
    let counter = bench.meter.counter("c")
    var account = Account(temporality == .delta ? .lives : .collections)
    var next: Int64 = 0
    func collect() -> [AttributeSet: NumberValue] {
      bench.clock.advance(by: .seconds(60))
      let metrics = bench.reader.collect()
      account.take(metrics)
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
    flood(collections: 20)
    let before = ResidentMemory.bytes
    flood(collections: 180)
    let growth = ResidentMemory.bytes - before
    var visible: Int?
    for number in 1...10 {
      counter.add(1, Self.ordinary)
      if collect()[Self.ordinary] != nil, visible == nil { visible = number }
    }
    return (account.totals["c"]?.sum ?? 0, visible, growth)
  }

  func test_M90_M91_totals_stayExactAndSmall_andOrdinarySeriesAreSeenAgain() {
    let (shown, visible, growth) = run(.cumulative)

    XCTAssertEqual(shown, 1_000_010)
    XCTAssertLessThan(growth, Self.bound)
    // Idle for five collections, gone with the sixth, and free for others with the seventh.
    XCTAssertLessThanOrEqual(visible ?? .max, 7)
  }

  func test_M90_M91_differences_stayExactAndSmall_andOrdinarySeriesAreSeenAgain() {
    let (shown, visible, growth) = run(.delta)

    XCTAssertEqual(shown, 1_000_010)
    XCTAssertLessThan(growth, Self.bound)
    // What is idle is gone with the next collection but one.
    XCTAssertLessThanOrEqual(visible ?? .max, 3)
  }
}
