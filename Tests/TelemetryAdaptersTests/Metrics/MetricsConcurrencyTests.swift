import CoreMetrics
import Dispatch
import MetricsAdapter
import Telemetry
import TestSupport
import XCTest

/// Exact totals, however many threads record.
final class MetricsConcurrencyTests: XCTestCase {
  private static let threads = 8
  private static let rounds = 20_000

  func test_B04_totals_areExactFromManyThreads() throws {
    let bench = MetricsBench()
    let factory = bench.factory
    let shared = CoreMetrics.Counter(label: "c", factory: factory)
    let timer = CoreMetrics.Timer(label: "t", factory: factory)
    let meter = CoreMetrics.Meter(label: "m", factory: factory)
    onThreads(Self.threads) { thread in
      let own = CoreMetrics.Counter(label: "c", factory: factory)
      let floating = CoreMetrics.FloatingPointCounter(label: "f", factory: factory)
      let ownMeter = CoreMetrics.Meter(label: "m", factory: factory)
      for round in 0..<Self.rounds {
        shared.increment()
        own.increment(by: 2)
        floating.increment(by: 0.5)
        timer.recordNanoseconds(1_000_000_000)
        meter.increment(by: 3)
        ownMeter.decrement()
        if thread == 0, round % 1_000 == 0 { _ = bench.reader.collect() }
      }
    }

    let count = Int64(Self.threads * Self.rounds)
    XCTAssertEqual(bench.numbers("c"), [[:]: .int(count * 3)])
    XCTAssertEqual(bench.numbers("f"), [[:]: .double(Double(count) / 2)])
    XCTAssertEqual(bench.numbers("m"), [[:]: .double(Double(count) * 2)])
    XCTAssertEqual(bench.shown("t")?.histograms.first?.count, UInt64(count))
    XCTAssertEqual(bench.shown("t")?.histograms.first?.sum, Double(count))
  }

  /// Metrics that come and go on all threads: every amount is shown exactly once, as a difference of totals.
  func test_B02_B04_metricsThatAreDestroyedAllTheTime_loseNothing() {
    let reader = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let provider = MeterProvider(resource: Resource(), readers: [reader])
    let factory = TelemetryMetricsFactory(provider.meter(named: "swift-metrics"))
    onThreads(Self.threads) { thread in
      for round in 0..<500 {
        let counter = CoreMetrics.Counter(
          label: "c", dimensions: [("s", "\(round % 7)")], factory: factory)
        counter.increment(by: thread + 1)
        counter.destroy()
      }
    }

    let total = reader.collect().flatMap(\.numbers).reduce(0) { $0 + $1.value.asDouble }
    XCTAssertEqual(total, Double(500 * (1...Self.threads).reduce(0, +)))
    XCTAssertEqual(reader.collect(), [])
  }
}
