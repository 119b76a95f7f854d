import Telemetry
import TelemetryTesting
import XCTest

final class ProviderTests: XCTestCase {
  func test_M01_globalProvider_isWhatWasSetAndElseTheDisabledOne() {
    XCTAssertTrue(MeterProvider.global === MeterProvider.disabled)
    let bench = Bench()
    MeterProvider.setGlobal(bench.provider)
    defer { MeterProvider.setGlobal(nil) }
    MeterProvider.global.meter(named: "anywhere").counter("c").add(1)

    XCTAssertEqual(bench.numbers("c"), [[:]: .int(1)])
    MeterProvider.setGlobal(nil)
    XCTAssertTrue(MeterProvider.global === MeterProvider.disabled)
  }

  func test_M02_meter_needsOnlyAName() {
    let bench = Bench()
    let attributes: AttributeSet = ["build": "nightly", "shard": 3]
    let full = bench.provider.meter(
      named: "full", version: "2.1", schemaURL: "https://example.org/1.0.0", attributes: attributes)
    bench.provider.meter(named: "bare").counter("c").add(1)
    full.counter("c").add(1)

    XCTAssertEqual(
      bench.reader.collect().map(\.scope),
      [
        InstrumentationScope(name: "bare"),
        InstrumentationScope(
          name: "full", version: "2.1", schemaURL: "https://example.org/1.0.0", attributes: attributes),
      ]
    )
  }

  func test_M03_metersThatDifferInOnePart_doNotSeeEachOther() {
    let bench = Bench()
    let provider = bench.provider
    let meters = [
      provider.meter(named: "m"),
      provider.meter(named: "M"),
      provider.meter(named: "m", version: "1"),
      provider.meter(named: "m", schemaURL: "u"),
      provider.meter(named: "m", attributes: ["a": 1]),
    ]
    for (index, meter) in meters.enumerated() {
      // Five kinds of unit and five spellings would be conflicts in one meter.
      meter.counter(index.isMultiple(of: 2) ? "c" : "C", unit: "\(index)").add(Int64(index) + 1)
    }
    provider.meter(named: "m", attributes: ["a": 1]).counter("c", unit: "4").add(10)

    let values = bench.reader.collect().flatMap(\.numberPoints).map(\.value)
    XCTAssertEqual(values, [.int(1), .int(2), .int(3), .int(4), .int(15)])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M29_providers_haveResourcesOfTheirOwnAndShareNothing() {
    let readers = [ManualReader(), ManualReader()]
    let providers = readers.enumerated().map { index, reader in
      MeterProvider(resource: Resource(["service.name": .string("s\(index)")]), readers: [reader])
    }
    for (index, provider) in providers.enumerated() {
      provider.meter(named: "m").counter("c").add(Int64(index) + 1)
    }

    for (index, reader) in readers.enumerated() {
      let metrics = reader.collect()
      XCTAssertEqual(metrics.map(\.resource), [Resource(["service.name": .string("s\(index)")])])
      XCTAssertEqual(metrics.flatMap(\.numberPoints).map(\.value), [.int(Int64(index) + 1)])
    }
  }

  func test_M30_meterWithoutAName_worksAndIsToldOnce() {
    let bench = Bench()
    for _ in 0..<2 { bench.provider.meter(named: "").counter("c").add(1) }

    XCTAssertEqual(bench.reader.collect().map(\.scope), [InstrumentationScope(name: "")])
    XCTAssertEqual(bench.numbers("c"), [[:]: .int(2)])
    XCTAssertEqual(bench.said.all, ["a meter was asked for without a name"])
  }

  func test_M105_readerOfAnotherProvider_isLeftOutAndTold() {
    let taken = ManualReader()
    let first = MeterProvider(resource: Resource(), readers: [taken])
    let said = Mailbox()
    let second = MeterProvider(
      resource: Resource(), readers: [taken], diagnostics: Diagnostics { said.add($0.message) })
    first.meter(named: "m").counter("first").add(1)
    let counter = second.meter(named: "m").counter("second")
    counter.add(1)

    XCTAssertFalse(counter.isEnabled)
    XCTAssertEqual(taken.collect().map(\.name), ["first"])
    XCTAssertEqual(
      said.all, ["a metric reader was given to a second provider; it goes on collecting the first"])
  }

  func test_M105_whatOnlyARefusedReaderWants_isNotKept() {
    let taken = ManualReader()
    let first = MeterProvider(resource: Resource(), readers: [taken])
    let own = ManualReader(options: MetricReaderOptions(aggregation: { _ in .drop }))
    let second = MeterProvider(
      resource: Resource(), readers: [taken, own], diagnostics: Diagnostics { _ in })

    XCTAssertFalse(second.meter(named: "m").counter("c").isEnabled)
    XCTAssertTrue(first.meter(named: "m").counter("c").isEnabled)
  }
}
