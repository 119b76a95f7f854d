import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

final class DisabledProviderTests: XCTestCase {
  /// What a callback keeps, to see when nobody keeps the callback any more.
  private final class Kept: Sendable {}

  /// Calls everything there is, rightly and wrongly.
  private func exercise(_ provider: MeterProvider) {
    let meter = provider.meter(named: "", version: "1", schemaURL: "u", attributes: ["a": 1])
    for name in ["fine", "", "not fine"] {
      let counter = meter.counter(name, of: Double.self, unit: "s", description: "d", attributeKeys: ["a"])
      counter.add(-1)
      counter.add(.nan, ["a": 1])
      counter.bound(to: ["a": 1]).add(1)
      counter.finish(["a": 1])
      meter.upDownCounter(name, unit: "By").add(-1)
      meter.gauge(name).record(.infinity)
      meter.histogram(name, boundaries: [2, 1]).record(-1)
      XCTAssertFalse(counter.isEnabled)
    }
    provider.configureMeters { _ in MeterConfiguration(isEnabled: true) }
    XCTAssertTrue(provider.flush(within: .seconds(1)))
  }

  func test_M28_providerWithoutReaders_takesEverythingAndSaysNothing() {
    let said = Mailbox()
    let provider = MeterProvider(
      resource: Resource(), readers: [], diagnostics: Diagnostics { said.add($0.message) })
    exercise(provider)
    exercise(.disabled)

    XCTAssertEqual(said.all, [])
    XCTAssertTrue(provider.shutdown(within: .seconds(1)))
  }

  func test_M28_disabledMeter_keepsNoCallback() {
    weak var kept: Kept?
    let meter = MeterProvider.disabled.meter(named: "m")
    let registration: CallbackRegistration
    do {
      let object = Kept()
      kept = object
      let gauge = meter.observableGauge("g") { _ in _ = object }
      _ = meter.observableCounter("c") { _ in _ = object }
      _ = meter.observableUpDownCounter("u") { _ in _ = object }
      registration = meter.registerCallback(for: [gauge]) { _ in _ = object }
      XCTAssertFalse(gauge.isEnabled)
    }

    XCTAssertNil(kept)
    registration.remove()
  }

  func test_M28_disabledProvider_isSafeFromManyThreads() {
    onThreads(8) { thread in
      for index in 0..<500 {
        let meter = MeterProvider.disabled.meter(named: "m\(index % 3)")
        meter.counter("c").add(1, ["t": .int(Int64(thread))])
        _ = meter.observableGauge("g") { $0.observe(1) }
      }
    }
    XCTAssertFalse(MeterProvider.disabled.meter(named: "m0").counter("c").isEnabled)
  }

  func test_M33_shutdownProvider_keepsNoCallbackAndTurnsInstrumentsOff() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    weak var kept: Kept?
    weak var keptLater: Kept?
    do {
      let object = Kept()
      kept = object
      _ = bench.meter.observableGauge("g") { _ in _ = object }
    }
    XCTAssertNotNil(kept)
    XCTAssertTrue(bench.provider.shutdown(within: .seconds(1)))
    do {
      let object = Kept()
      keptLater = object
      _ = bench.meter.observableGauge("h") { _ in _ = object }
    }

    XCTAssertNil(kept)
    XCTAssertNil(keptLater)
    XCTAssertFalse(counter.isEnabled)
    bench.provider.configureMeters { _ in MeterConfiguration(isEnabled: true) }
    XCTAssertFalse(counter.isEnabled)
  }

  func test_M28_instrumentThatEveryViewDrops_keepsNoCallback() {
    let bench = Bench(views: [View(InstrumentSelector(), StreamConfiguration(aggregation: .drop))])
    weak var kept: Kept?
    do {
      let object = Kept()
      kept = object
      _ = bench.meter.observableGauge("g") { _ in _ = object }
    }

    XCTAssertNil(kept)
  }
}
