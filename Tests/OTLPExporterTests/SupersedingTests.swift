import OTLPExporter
import OTLPReceiver
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// What becomes of metrics that wait for a collector that is away; they are collected every ten seconds.
final class SupersedingTests: XCTestCase {
  func test_FS13_hourOfCumulativePoints_leavesTheNewestAndOneAMinute() throws {
    try withOutage { outage in
      let counter = outage.meter.counter("c")
      XCTAssertTrue(outage.run(steps: 360) { counter.add(1, ["key": "value"]) })
      let ledger = outage.rig.exporter.ledger

      // The first of each of the minutes 0 to 59, and the one at the end of the hour.
      XCTAssertEqual(ledger.queued, ItemCounts(dataPoints: 61))
      XCTAssertEqual(ledger.dropped, [.superseded: ItemCounts(dataPoints: 299)])
      XCTAssertEqual(outage.rig.said.count, 1, "\(outage.rig.said)")
      outage.collector.answer { _ in .ok }
      XCTAssertTrue(outage.run(steps: 6))
      try outage.collector.expect(metrics: "c sum cumulative {key=value} = 360")
    }
  }

  /// A collection of 100 series with attributes like those of a service is some 6 KiB; one a minute is kept.
  func test_FS13_hourOfAHundredSeries_costsLessThanAMegabyte() throws {
    try withOutage { outage in
      let counter = outage.meter.counter("http.requests")
      XCTAssertTrue(
        outage.run(steps: 360) {
          for index in 0..<100 {
            counter.add(1, ["http.route": .string("/v1/sessions/\(index)"), "http.request.method": "GET"])
          }
        })

      XCTAssertEqual(outage.rig.exporter.ledger.queued, ItemCounts(dataPoints: 6_100))
      XCTAssertGreaterThan(outage.rig.exporter.queuedBytes, 6_100 * 50)
      XCTAssertLessThan(outage.rig.exporter.queuedBytes, 1_000_000)
    }
  }

  func test_FS13_seriesThatComeDuringTheOutage_hinderNothing() throws {
    try withOutage { outage in
      let counter = outage.meter.counter("c")
      let step = Mutex(0)
      XCTAssertTrue(
        outage.run(steps: 13) {
          let number = step.withLock { step in
            step += 1
            return step
          }
          counter.add(1, ["number": .int(Int64(number))])
        })

      // The collections 1, 6, 12 and 13, each of as many series as there were.
      XCTAssertEqual(outage.rig.exporter.ledger.queued.dataPoints, 1 + 6 + 12 + 13)
    }
  }

  func test_FS13_lastPointOfASeriesThatEnds_isKept() throws {
    try withOutage { outage in
      let counter = outage.meter.counter("c")
      XCTAssertTrue(outage.run(steps: 2) { counter.add(1, ["key": "long"]) })
      counter.add(7, ["key": "short"])
      XCTAssertTrue(outage.run(steps: 1))
      counter.finish(["key": "short"])
      XCTAssertTrue(outage.run(steps: 20) { counter.add(1, ["key": "long"]) })
      outage.collector.answer { _ in .ok }
      XCTAssertTrue(outage.run(steps: 6))

      try outage.collector.expect(
        metrics: "c sum cumulative {key=long} = 22\nc sum cumulative {key=short} = 7")
      XCTAssertGreaterThan(outage.rig.exporter.ledger.dropped[.superseded]?.dataPoints ?? 0, 10)
    }
  }

  func test_FS13_lastPointOfAnObservedSeriesThatVanishes_isKept() throws {
    try withOutage { outage in
      let value = Mutex<Int64?>(1)
      _ = outage.meter.observableCounter(
        "o",
        callbacks: { observer in
          observer.observe(5, ["key": "long"])
          if let value = value.withLock({ $0 }) { observer.observe(value, ["key": "short"]) }
        })
      XCTAssertTrue(outage.run(steps: 2))
      value.withLock { $0 = 9 }
      XCTAssertTrue(outage.run(steps: 1))
      value.withLock { $0 = nil }
      XCTAssertTrue(outage.run(steps: 20))
      outage.collector.answer { _ in .ok }
      XCTAssertTrue(outage.run(steps: 6))

      try outage.collector.expect(
        metrics: "o sum cumulative {key=long} = 5\no sum cumulative {key=short} = 9")
    }
  }

  func test_FS13_totalThatBeginsAnew_keepsWhatItWasBefore() throws {
    try withOutage { outage in
      let value = Mutex<Int64>(97)
      _ = outage.meter.observableCounter("o", callbacks: { $0.observe(value.withLock { $0 }) })
      XCTAssertTrue(outage.run(steps: 3) { value.withLock { $0 += 1 } })
      value.withLock { $0 = 3 }
      XCTAssertTrue(outage.run(steps: 3))
      outage.collector.answer { _ in .ok }
      XCTAssertTrue(outage.run(steps: 6))

      let values = outage.collector.metrics.flatMap { metric -> [NumberValue] in
        guard case .sum(let points, _, _) = metric.points else { return [] }
        return points.map(\.value)
      }
      XCTAssertTrue(values.contains(.int(100)), "\(values)")
      XCTAssertEqual(values.last, .int(3))
    }
  }

  func test_FS13_differences_areAllKept() throws {
    try withOutage(metrics: MetricReaderOptions(temporality: .delta)) { outage in
      let counter = outage.meter.counter("c")
      XCTAssertTrue(outage.run(steps: 60) { counter.add(1) })

      XCTAssertEqual(outage.rig.exporter.ledger.queued, ItemCounts(dataPoints: 60))
      XCTAssertEqual(outage.rig.exporter.ledger.dropped, [:])
    }
  }

  func test_FS13_coveredPointsBeyondTheRetryBudget_areSuperseded_andTheNewestIsNot() throws {
    try withOutage {
      $0.retry.budget = .seconds(120)
    } _: { outage in
      let counter = outage.meter.counter("c")
      XCTAssertTrue(outage.run(steps: 60) { counter.add(1) })
      XCTAssertEqual(Set(outage.rig.exporter.ledger.dropped.keys), [.superseded])
      outage.collector.answer { _ in .ok }
      XCTAssertTrue(outage.run(steps: 12))
      try outage.collector.expect(metrics: "c sum cumulative {} = 60")
    }
  }

  func test_FS13_smallMemory_givesUpWhatIsCoveredFirst_andSaysSo() throws {
    try withOutage {
      // Room for some ten requests.
      $0.maximumQueueBytes = 7_000
    } _: { outage in
      let counter = outage.meter.counter("c")
      XCTAssertTrue(outage.run(steps: 180) { counter.add(1) })
      let ledger = outage.rig.exporter.ledger

      XCTAssertLessThan(ledger.queued.dataPoints, 15)
      XCTAssertEqual(ledger.dropped, [.superseded: ItemCounts(dataPoints: 180 - ledger.queued.dataPoints)])
      XCTAssertEqual(outage.rig.said.count, 1, "\(outage.rig.said)")
    }
  }

  private struct Outage {
    let rig: Rig
    let collector: FakeCollector
    let clock: ManualClock

    var meter: Meter { rig.meterProvider.meter(named: "m") }

    /// One collection each; `body` comes before it.
    func run(steps: Int, _ body: () -> Void = {}) -> Bool {
      clock.run(for: .seconds(10 * steps), inStepsOf: .seconds(10), body)
    }
  }

  private func withOutage(
    _ change: (inout OTLPExporterOptions) -> Void = { _ in },
    metrics: MetricReaderOptions = MetricReaderOptions(),
    _ body: (Outage) throws -> Void
  ) throws {
    let clock = ManualClock()
    let collector = try FakeCollector(otherwise: .status(.unavailable))
    defer { collector.stop() }
    let rig = Rig(
      collector,
      options: { options in
        options.retry.budget = .seconds(86_400)
        options.retry.initialPause = .seconds(8)
        options.retry.maximumPause = .seconds(8)
        change(&options)
      },
      metrics: metrics,
      interval: .seconds(10),
      clock: clock
    )
    XCTAssertTrue(clock.waitForSleepers())
    try body(Outage(rig: rig, collector: collector, clock: clock))
    XCTAssertTrue(rig.exporter.ledger.addsUp, "\(rig.exporter.ledger)")
    rig.worker.hurry()
  }
}
