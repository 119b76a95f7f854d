import Telemetry
import TelemetryTesting
import XCTest

final class CallbackReentrancyTests: XCTestCase {
  private final class GreedyProducer: MetricProducer {
    private let reader: ManualReader

    init(_ reader: ManualReader) {
      self.reader = reader
    }

    func produce() -> [MetricData] { reader.collect() }
  }

  func test_M26_FS28_callbackThatRecords_isSeenInTheSameCollection() {
    let bench = Bench()
    let counter = bench.meter.counter("runs")
    _ = bench.meter.observableGauge("g") { observer in
      counter.add(1)
      observer.observe(1)
    }

    XCTAssertEqual(bench.numbers("runs"), [[:]: .int(1)])
    XCTAssertEqual(bench.numbers("runs"), [[:]: .int(2)])
  }

  func test_M26_FS28_callbackThatMakesInstruments_isServed() {
    let bench = Bench()
    let meter = bench.meter
    _ = meter.observableGauge("g") { observer in
      meter.counter("made").add(1)
      _ = meter.observableCounter("observed") { $0.observe(7) }
      observer.observe(1)
    }

    XCTAssertEqual(bench.names(), ["g", "made"])
    XCTAssertEqual(bench.numbers("observed"), [[:]: .int(7)])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M26_FS28_callbackThatCollects_getsNothingAndIsTold() {
    let second = ManualReader()
    let bench = Bench(second: second)
    let seen = Mailbox()
    let reader = bench.reader
    _ = bench.meter.observableGauge("g") { observer in
      for reader in [reader, second] {
        seen.add("\((try? reader.collection()).map { "\($0.metrics.count) \($0.isComplete)" } ?? "")")
      }
      observer.observe(1)
    }

    XCTAssertEqual(bench.numbers("g"), [[:]: .double(1)])
    XCTAssertEqual(seen.all, ["0 false", "0 false"])
    XCTAssertEqual(
      bench.said.all,
      ["a callback or a producer asked for a collection, which would wait for itself; it got nothing"]
    )
  }

  func test_M106_producerThatCollects_getsNothingAndIsTold() {
    let inner = ManualReader()
    let bench = Bench(reader: MetricReaderOptions(producers: [GreedyProducer(inner)]), second: inner)
    bench.meter.counter("c").add(1)

    XCTAssertEqual(bench.names(), ["c"])
    XCTAssertEqual(bench.said.all.count, 1)
    // And later nothing is in the way.
    XCTAssertEqual(inner.collect().map(\.name), ["c"])
  }

  func test_M26_callbackThatCollectsAnotherProvider_isServed() {
    let inner = Bench()
    inner.meter.counter("inner").add(3)
    let bench = Bench()
    _ = bench.meter.observableCounter("outer") { observer in
      if case .int(let value)? = inner.numbers("inner")[[:]] { observer.observe(value) }
    }

    XCTAssertEqual(bench.numbers("outer"), [[:]: .int(3)])
  }

  func test_M33_FS28_callbackThatShutsDown_isTheLastToRun() {
    let bench = Bench()
    let provider = bench.provider
    let ran = Mailbox()
    for name in ["g", "h"] {
      _ = bench.meter.observableGauge(name) { _ in
        ran.add(name)
        _ = provider.shutdown(within: .seconds(1))
      }
    }
    _ = bench.reader.collect()
    _ = bench.reader.collect()

    XCTAssertEqual(ran.all, ["g"])
  }

  func test_M46_predicateThatMakesInstruments_isServed() {
    let meters = Mailbox()
    let bench = Bench(
      views: [
        View(
          InstrumentSelector(predicate: { instrument in
            if instrument.name == "outer" {
              MeterProvider.global.meter(named: "bench", version: "1").counter("inner").add(1)
            }
            meters.add(instrument.name)
            return false
          }),
          StreamConfiguration()
        )
      ]
    )
    MeterProvider.setGlobal(bench.provider)
    defer { MeterProvider.setGlobal(nil) }
    bench.meter.counter("outer").add(2)

    XCTAssertEqual(bench.names(), ["inner", "outer"])
    XCTAssertEqual(meters.all, ["inner", "outer"])
  }
}
