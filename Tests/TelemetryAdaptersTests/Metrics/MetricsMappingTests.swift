import CoreMetrics
import Metrics
import MetricsAdapter
import Telemetry
import XCTest

/// What each metric of swift-metrics is to OpenTelemetry.
final class MetricsMappingTests: XCTestCase {
  private typealias Counter = CoreMetrics.Counter
  private typealias Gauge = CoreMetrics.Gauge
  private typealias Meter = CoreMetrics.Meter

  func test_B01_counter_isACumulativeSumOfWholeNumbers() throws {
    let bench = MetricsBench()
    let counter = Counter(label: "imports", dimensions: [("format", "csv")], factory: bench.factory)
    counter.increment(by: 40)
    counter.increment(by: UInt8(2))

    let metric = try XCTUnwrap(bench.shown("imports"))
    guard case .sum(let points, .cumulative, isMonotonic: true) = metric.points else {
      return XCTFail("expected a sum, found \(metric)")
    }
    XCTAssertEqual(points.map(\.value), [.int(42)])
    XCTAssertEqual(points.map(\.attributes), [["format": "csv"]])
    XCTAssertEqual(metric.unit, "")
  }

  func test_B01_floatingPointCounter_keepsFractions() throws {
    let bench = MetricsBench()
    let counter = FloatingPointCounter(label: "hours", factory: bench.factory)
    for _ in 0..<3 { counter.increment(by: 0.25) }

    XCTAssertEqual(bench.numbers("hours"), [[:]: .double(0.75)])
  }

  func test_B01_meter_isAGaugeThatAmountsMove() throws {
    let bench = MetricsBench()
    let meter = Meter(label: "open", factory: bench.factory)
    meter.set(7)
    XCTAssertEqual(bench.numbers("open"), [[:]: .double(7)])
    meter.increment(by: 2.5)
    meter.decrement()

    XCTAssertEqual(bench.numbers("open"), [[:]: .double(8.5)])
    meter.set(-1.5)
    XCTAssertEqual(bench.numbers("open"), [[:]: .double(-1.5)])
    guard case .gauge? = bench.shown("open")?.points else { return XCTFail("expected a gauge") }
  }

  func test_B01_recorder_isAHistogramUnlessItDoesNotAggregate() throws {
    let bench = MetricsBench()
    let sizes = Recorder(label: "size", factory: bench.factory)
    sizes.record(3)
    sizes.record(4.5)
    let gauge = Gauge(label: "load", factory: bench.factory)
    gauge.record(1)
    gauge.record(0.5)

    let point = try XCTUnwrap(bench.shown("size")?.histograms.first)
    XCTAssertEqual(point.count, 2)
    XCTAssertEqual(point.sum, 7.5)
    XCTAssertEqual(bench.numbers("load"), [[:]: .double(0.5)])
  }

  /// One billionth is no number of binary digits; the quotient is the nearest that there is.
  func test_B01_timer_isAHistogramOfSeconds_toTheNearestNumber() throws {
    let bench = MetricsBench()
    for nanoseconds: Int64 in [1, 3, 300_000_000, 1_234_567_891, 86_400_000_000_001] {
      let timer = Timer(label: "t.\(nanoseconds)", factory: bench.factory)
      timer.recordNanoseconds(nanoseconds)
      let metric = try XCTUnwrap(bench.shown("t.\(nanoseconds)"))
      XCTAssertEqual(metric.unit, "s")
      XCTAssertEqual(metric.histograms.first?.sum, Double("\(nanoseconds)e-9"))
      XCTAssertEqual(metric.histograms.first?.bounds, TelemetryMetricsFactory.timerBoundaries)
    }
  }

  func test_B01_timer_takesAnyUnitAndDuration_andExportsSeconds() throws {
    let bench = MetricsBench()
    let timer = Timer(label: "t", preferredDisplayUnit: .milliseconds, factory: bench.factory)
    timer.recordMilliseconds(250)
    timer.recordSeconds(2)
    timer.record(duration: .milliseconds(750))

    let metric = try XCTUnwrap(bench.shown("t"))
    XCTAssertEqual(metric.unit, "s")
    XCTAssertEqual(metric.histograms.first?.sum, 3)
    XCTAssertEqual(metric.histograms.first?.count, 3)
  }

  func test_B01_dimensionsThatRepeat_areTheLastOne_andTheirOrderMeansNothing() {
    let bench = MetricsBench()
    let one = [("a", "1"), ("b", "2"), ("a", "3")]
    Counter(label: "c", dimensions: one, factory: bench.factory).increment()
    Counter(label: "c", dimensions: [("b", "2"), ("a", "3")], factory: bench.factory).increment()

    XCTAssertEqual(bench.numbers("c"), [["a": "3", "b": "2"]: .int(2)])
  }

  func test_B03_whatAnInstrumentCannotTake_isDroppedAndToldOnce() {
    let bench = MetricsBench()
    let counter = Counter(label: "c", factory: bench.factory)
    counter.increment(by: 5)
    counter.increment(by: -3)
    counter.increment(by: Int64.min)
    let floating = FloatingPointCounter(label: "f", factory: bench.factory)
    for bad in [-1, Double.nan, .infinity, -.infinity] { floating.increment(by: bad) }
    floating.increment(by: 0.5)
    let meter = Meter(label: "m", factory: bench.factory)
    meter.set(2)
    for bad in [Double.nan, .infinity] {
      meter.increment(by: bad)
      meter.decrement(by: bad)
      meter.set(bad)
    }
    meter.increment()
    let timer = Timer(label: "t", factory: bench.factory)
    timer.recordNanoseconds(-1)
    timer.recordSeconds(Int64.max)

    XCTAssertEqual(bench.numbers("c"), [[:]: .int(5)])
    XCTAssertEqual(bench.numbers("f"), [[:]: .double(0.5)])
    XCTAssertEqual(bench.numbers("m"), [[:]: .double(3)])
    XCTAssertEqual(bench.shown("t")?.histograms.first?.count, 1)
    XCTAssertEqual(bench.said.all.map { $0.prefix(2) }, ["c:", "f:", "m:", "t:"])
  }

  func test_B03_totalBeyondWholeNumbers_wraps() {
    let bench = MetricsBench()
    let counter = Counter(label: "c", factory: bench.factory)
    counter.increment(by: Int64.max)
    counter.increment(by: Int64.max)
    counter.increment(by: 3)

    XCTAssertEqual(bench.numbers("c"), [[:]: .int(1)])
  }

  func test_B03_labelThatIsNoName_isTold_andHarmsNothing() {
    let bench = MetricsBench()
    for label in ["", "größe", String(repeating: "x", count: 300)] {
      Counter(label: label, factory: bench.factory).increment()
      Timer(label: label, factory: bench.factory).recordSeconds(1)
    }
    Counter(label: "fine", factory: bench.factory).increment()

    XCTAssertEqual(bench.numbers("fine"), [[:]: .int(1)])
    XCTAssertFalse(bench.said.all.isEmpty)
  }
}
