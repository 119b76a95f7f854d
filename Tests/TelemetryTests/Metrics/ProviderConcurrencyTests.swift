import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

final class ProviderConcurrencyTests: XCTestCase {
  func test_M20_M38_sameInstrumentMadeByManyThreads_isOne() {
    let bench = Bench()
    onThreads(8) { _ in
      for index in 0..<200 {
        let meter = bench.provider.meter(named: "m", version: "\(index % 5)")
        meter.counter("c\(index % 7)").add(1, ["k": .int(Int64(index % 3))])
        meter.histogram("h").record(1)
        _ = meter.observableGauge("g\(index % 2)")
      }
    }

    let metrics = bench.reader.collect()
    XCTAssertEqual(metrics.count, 5 * 8)
    let sum = metrics.flatMap(\.numberPoints).reduce(0) { $0 + $1.value.asDouble }
    XCTAssertEqual(sum, 1_600)
    XCTAssertEqual(metrics.flatMap(\.histogramPoints).map(\.count), Array(repeating: 320, count: 5))
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M35_M20_everythingAtOnce_endsAndLosesNothing() {
    let exporter = InMemoryMetricExporter()
    let manual = ManualReader()
    let periodic = PeriodicReader(exporter: exporter, interval: .seconds(3_600))
    let provider = MeterProvider(resource: Resource(), readers: [manual, periodic])
    let counter = provider.meter(named: "m").counter("c")
    onThreads(6) { thread in
      for index in 0..<100 {
        switch thread {
        case 0: _ = manual.collect()
        case 1: XCTAssertTrue(provider.flush(within: .seconds(60)))
        case 2: provider.configureMeters { _ in nil }
        case 3:
          let gauge = provider.meter(named: "m\(index)").observableGauge("g")
          provider.meter(named: "m\(index)").registerCallback(for: [gauge]) { $0.observe(gauge, 1) }.remove()
        default: counter.add(1)
        }
      }
    }
    XCTAssertEqual(manual.numbers("c"), [[:]: .int(200)])
    onThreads(4) { _ in
      XCTAssertTrue(provider.shutdown(within: .seconds(60)))
      counter.add(1)
      _ = manual.collect()
    }

    XCTAssertFalse(counter.isEnabled)
    XCTAssertEqual(manual.collect(), [])
  }
}
