import Telemetry
import TelemetryTesting
import XCTest

/// Options that nobody sane gives: they are taken to the nearest that is possible, and stop no program.
final class ExtremeOptionsTests: XCTestCase {
  private static let limits = [Int.min, -1, 0, 1_000_000_000_000, .max]

  func test_M88_limitOfAView_mayBeAnyNumber() {
    for limit in Self.limits {
      let bench = Bench(
        views: [
          View(
            InstrumentSelector(),
            StreamConfiguration(attributes: .including(["k"]), cardinalityLimit: limit))
        ]
      )
      let counter = bench.meter.counter("c")
      for key in Int64(0)..<3 { counter.add(1, ["k": .int(key), "dropped": .int(key)]) }

      let values = bench.numbers("c").values.map(\.asDouble)
      XCTAssertEqual(values.count, limit < 1 ? 2 : 3, "\(limit)")
      XCTAssertEqual(values.reduce(0, +), 3, "\(limit)")
    }
  }

  func test_M88_limitsOfTheProviderAndTheReader_mayBeAnyNumbers() {
    for limit in Self.limits {
      let bench = Bench(
        limit: limit, reader: MetricReaderOptions(cardinalityLimits: [.observableGauge: limit]))
      let counter = bench.meter.counter("c")
      for key in Int64(0)..<3 { counter.add(1, ["k": .int(key)]) }
      _ = bench.meter.observableGauge("g") { observer in
        for key in Int64(0)..<3 { observer.observe(1, ["k": .int(key)]) }
      }

      XCTAssertEqual(bench.numbers("c").count, limit < 1 ? 2 : 3, "\(limit)")
      XCTAssertEqual(bench.numbers("g").count, limit < 1 ? 2 : 3, "\(limit)")
    }
  }

  func test_M101_reservoir_mayBeAskedToBeOfAnySize() {
    for size in [Int.min, -1, 0, 1_000_000_000_000, .max] {
      let view = View(InstrumentSelector(), StreamConfiguration(exemplarReservoir: .simpleFixedSize(size)))
      let bench = Bench(views: [view]) { $0.exemplarFilter = .alwaysOn }
      let counter = bench.meter.counter("c")
      for _ in 0..<3 { counter.add(1) }

      let exemplars = bench.reader.points("c").flatMap(\.exemplars)
      XCTAssertEqual(exemplars.count, size < 1 ? 1 : 3, "\(size)")
    }
  }
}
