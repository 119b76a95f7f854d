import CoreMetrics
import MetricsTestKit
import Telemetry
import TelemetryTesting
import XCTest

/// What becomes of metrics of swift-metrics that are destroyed, reset, shared and made again.
final class MetricsEndTests: XCTestCase {
  private typealias Counter = CoreMetrics.Counter
  private typealias Meter = CoreMetrics.Meter

  func test_B02_destroyedMetric_isShownOnceMore_whateverItsKind() {
    let bench = MetricsBench()
    let factory = bench.factory
    let counter = Counter(label: "c", factory: factory)
    let floating = FloatingPointCounter(label: "f", factory: factory)
    let meter = Meter(label: "m", factory: factory)
    let recorder = Recorder(label: "r", factory: factory)
    let gauge = CoreMetrics.Gauge(label: "g", factory: factory)
    let timer = Timer(label: "t", factory: factory)
    counter.increment()
    floating.increment()
    meter.increment()
    recorder.record(1)
    gauge.record(1)
    timer.recordSeconds(1)
    XCTAssertEqual(bench.reader.collect().map(\.name).sorted(), ["c", "f", "g", "m", "r", "t"])
    counter.destroy()
    floating.destroy()
    meter.destroy()
    recorder.destroy()
    gauge.destroy()
    timer.destroy()

    XCTAssertEqual(bench.reader.collect().map(\.name).sorted(), ["c", "f", "g", "m", "r", "t"])
    // The program still holds them.
    withExtendedLifetime((counter, floating, meter, recorder, gauge, timer)) {
      XCTAssertEqual(bench.reader.collect(), [])
    }
  }

  func test_B02_destroyedMetricThatIsMadeAgain_beginsAtZero() {
    let bench = MetricsBench()
    for round in 1...3 {
      let start = bench.clock.now
      bench.clock.advance(by: .seconds(1))
      let counter = Counter(label: "c", dimensions: [("s", "1")], factory: bench.factory)
      counter.increment(by: round)
      let meter = Meter(label: "m", dimensions: [("s", "1")], factory: bench.factory)
      meter.increment()
      counter.destroy()
      meter.destroy()

      let points = bench.shown("c")?.numbers ?? []
      XCTAssertEqual(points.map(\.value), [.int(Int64(round))])
      XCTAssertTrue(points.allSatisfy { $0.start.map { $0 >= start } ?? false })
      XCTAssertEqual(bench.reader.collect(), [])
    }
  }

  func test_B02_metricsOfOneLabel_shareASeries_andTheOneThatStaysLosesNothing() {
    let bench = MetricsBench()
    let one = Counter(label: "c", factory: bench.factory)
    let other = Counter(label: "c", factory: bench.factory)
    one.increment(by: 1)
    other.increment(by: 2)
    XCTAssertEqual(bench.numbers("c"), [[:]: .int(3)])
    one.destroy()
    other.increment(by: 4)
    XCTAssertEqual(bench.numbers("c"), [[:]: .int(7)])
    other.increment(by: 8)

    // What was counted since the series was shown a last time: nothing is lost, nothing counted twice.
    XCTAssertEqual(bench.numbers("c"), [[:]: .int(8)])
  }

  func test_B02_metersOfOneLabel_moveFromWhereTheOthersLeftThem() {
    let bench = MetricsBench()
    Meter(label: "m", factory: bench.factory).increment(by: 5)
    Meter(label: "m", factory: bench.factory).decrement(by: 2)
    Meter(label: "m", dimensions: [("a", "b")], factory: bench.factory).increment()
    XCTAssertEqual(bench.numbers("m"), [[:]: .double(3), ["a": "b"]: .double(1)])

    let held = Meter(label: "m", factory: bench.factory)
    Meter(label: "m", factory: bench.factory).destroy()
    _ = bench.reader.collect()
    held.increment()
    Meter(label: "m", factory: bench.factory).increment()
    XCTAssertEqual(bench.numbers("m")[[:]], .double(2))
  }

  func test_B02_resetCounter_beginsAnew() {
    let bench = MetricsBench()
    let counter = Counter(label: "c", factory: bench.factory)
    let floating = FloatingPointCounter(label: "f", factory: bench.factory)
    counter.increment(by: 10)
    floating.increment(by: 10)
    counter.reset()
    floating.reset()
    XCTAssertEqual(bench.numbers("c"), [[:]: .int(10)])
    let restart = bench.clock.now
    bench.clock.advance(by: .seconds(1))
    counter.increment(by: 3)
    floating.increment(by: 4)

    let metrics = bench.reader.collect()
    XCTAssertEqual(metrics.flatMap(\.numbers).map(\.value), [.int(3), .double(4)])
    XCTAssertEqual(metrics.flatMap(\.numbers).map(\.start), [restart, restart])
  }

  /// What the test kit of swift-metrics hears is what is exported, metric by metric.
  func test_B01_everyMetric_saysWhatTheTestKitHears() throws {
    let bench = MetricsBench()
    let kit = TestMetrics()
    let both = MultiplexMetricsHandler(factories: [kit, bench.factory])
    var random = SystemRandomNumberGenerator()
    let counter = Counter(label: "c", dimensions: [("d", "1")], factory: both)
    let meter = Meter(label: "m", factory: both)
    let recorder = Recorder(label: "r", factory: both)
    let timer = Timer(label: "t", factory: both)
    for _ in 0..<200 {
      counter.increment(by: Int64.random(in: 0...1_000, using: &random))
      meter.increment(by: Double(Int.random(in: 0...9, using: &random)))
      meter.decrement(by: Double(Int.random(in: 0...9, using: &random)))
      recorder.record(Int64.random(in: 0...1_000, using: &random))
      timer.recordNanoseconds(Int64.random(in: 0...1_000, using: &random) * 1_000_000_000)
    }

    XCTAssertEqual(bench.numbers("c"), [["d": "1"]: .int(kit.counterTotal(label: "c"))])
    XCTAssertEqual(bench.numbers("m")[[:]], try kit.expectMeter("m").lastValue.map { .double($0) })
    let sum = try kit.expectRecorder("r").values.reduce(0, +)
    XCTAssertEqual(bench.shown("r")?.histograms.first?.sum, sum)
    let seconds = try kit.expectTimer("t").values.reduce(0) { $0 + $1 / 1_000_000_000 }
    XCTAssertEqual(bench.shown("t")?.histograms.first?.sum, Double(seconds))
  }
}
