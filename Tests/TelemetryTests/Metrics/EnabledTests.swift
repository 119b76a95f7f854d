import Synchronization
import Telemetry
import XCTest

final class EnabledTests: XCTestCase {
  func test_M18_M43_everyKind_isEnabledUnlessEveryViewDropsIt() {
    let drop = StreamConfiguration(aggregation: .drop)
    let views = [
      View(InstrumentSelector(name: "no.*"), drop),
      View(InstrumentSelector(name: "half"), drop),
      View(InstrumentSelector(name: "half"), StreamConfiguration(name: "other")),
    ]
    let meter = Bench(views: views).meter

    for (name, isEnabled) in [("yes.", true), ("no.", false)] {
      XCTAssertEqual(meter.counter(name + "c").isEnabled, isEnabled)
      XCTAssertEqual(meter.upDownCounter(name + "u").isEnabled, isEnabled)
      XCTAssertEqual(meter.histogram(name + "h").isEnabled, isEnabled)
      XCTAssertEqual(meter.gauge(name + "g").isEnabled, isEnabled)
      XCTAssertEqual(meter.observableCounter(name + "oc").isEnabled, isEnabled)
      XCTAssertEqual(meter.observableUpDownCounter(name + "ou").isEnabled, isEnabled)
      XCTAssertEqual(meter.observableGauge(name + "og").isEnabled, isEnabled)
    }
    XCTAssertTrue(meter.counter("half").isEnabled)
  }

  func test_M43_instrumentThatOneReaderDrops_isEnabled() {
    let second = ManualReader(options: MetricReaderOptions(aggregation: { _ in .drop }))
    let bench = Bench(second: second)
    let counter = bench.meter.counter("c")
    counter.add(1)

    XCTAssertTrue(counter.isEnabled)
    XCTAssertEqual(bench.names(), ["c"])
    XCTAssertEqual(second.collect(), [])
  }

  func test_M32_configurator_isAskedOncePerMeter() {
    let asked = Mailbox()
    let bench = Bench { options in
      options.meterConfigurator = { scope in
        asked.add("\(scope.name) \(scope.version)")
        return scope.name == "off" ? MeterConfiguration(isEnabled: false) : nil
      }
    }
    let off = bench.provider.meter(named: "off", version: "2").counter("c")
    let on = bench.provider.meter(named: "on").counter("c")
    _ = bench.provider.meter(named: "on").counter("c")
    off.add(1)
    on.add(2)

    XCTAssertEqual(asked.all, ["bench 1", "off 2", "on "])
    XCTAssertFalse(off.isEnabled)
    XCTAssertTrue(on.isEnabled)
    XCTAssertEqual(bench.reader.collect().map(\.scope.name), ["on"])
  }

  func test_M32_M31_M18_newConfigurator_reachesInstrumentsInUse() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    let bound = counter.bound(to: [:])
    let gauge = bench.meter.observableGauge("g") { $0.observe(5) }
    counter.add(1)

    bench.provider.configureMeters { _ in MeterConfiguration(isEnabled: false) }
    counter.add(10)
    bound.add(100)
    XCTAssertFalse(counter.isEnabled)
    XCTAssertFalse(gauge.isEnabled)
    XCTAssertFalse(bench.provider.meter(named: "new").counter("c").isEnabled)
    XCTAssertEqual(bench.reader.collect(), [])

    bench.provider.configureMeters { _ in nil }
    bound.add(1_000)
    XCTAssertTrue(counter.isEnabled)
    XCTAssertEqual(bench.numbers("c"), [[:]: .int(1_001)])
    XCTAssertEqual(bench.numbers("g"), [[:]: .double(5)])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M32_meterThatWasOff_doesNotCountItsObservedTotalTwice() {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    _ = bench.meter.observableCounter("c") { $0.observe(50) }
    XCTAssertEqual(bench.numbers("c"), [[:]: .int(50)])
    bench.provider.configureMeters { _ in MeterConfiguration(isEnabled: false) }
    XCTAssertEqual(bench.numbers("c"), [:])
    bench.provider.configureMeters { _ in nil }

    XCTAssertEqual(bench.numbers("c"), [[:]: .int(0)])
  }

  func test_M32_configuratorThatAsksForAMeter_getsIt() {
    let provider = Mutex<MeterProvider?>(nil)
    let bench = Bench()
    provider.withLock { $0 = bench.provider }
    bench.provider.configureMeters { scope in
      if scope.name == "outer" {
        provider.withLock { $0 }?.meter(named: "inner").counter("c").add(1)
      }
      return nil
    }
    bench.provider.meter(named: "outer").counter("c").add(2)
    provider.withLock { $0 = nil }

    XCTAssertEqual(bench.reader.collect().map(\.scope.name), ["inner", "outer"])
  }
}
