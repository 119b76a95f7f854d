import OTLPExporter
import OTLPReceiver
import Spool
import Synchronization
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// In which order points arrive that waited on disk and in memory.
final class SpoolOrderTests: XCTestCase {
  func test_FS11_FS26_piecesOfRequestsFromTheDisk_arriveBeforeWhatWaitsInMemory() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      collector.answer { request in
        let size = request.message.count
        guard size > 16_384 else { return .ok }
        return .status(.resourceExhausted, message: "Received message larger than max (\(size) vs. 16384)")
      }
      let before = spooling(collector, directory, { $0.retry.budget = .milliseconds(50) }) { rig in
        for round in 1...3 {
          rig.addToSeries(1)
          rig.collect(UInt64(300 * round))
        }
        return rig.shutdown(within: .zero)
      }
      XCTAssertGreaterThanOrEqual(before.spooled.dataPoints, 600)
      let ledger = try spooling(collector, directory) { rig in
        rig.addToSeries(9)
        rig.collect(300)
        try collector.start()
        XCTAssertTrue(collector.wait { $0.totals.dataPoints == before.spooled.dataPoints + 300 })
        return rig.shutdown()
      }

      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(collector.values, collector.values.sorted())
      XCTAssertEqual(collector.values.last, 9)
    }
  }

  func test_FS11_FS26_pointsInMemory_waitForThoseOnDisk_thatAnotherProcessSends() throws {
    try withPointOnDisk { rig, clock, directory in
      let other = try Spool.open(at: directory) { clock.now.nanosecondsSinceEpoch }
      let target = "ipv4:127.0.0.1:\(rig.collector.port)"
      let claimed = try other.claim(.metrics, for: target, atMost: 0).requests.map(\.id)
      XCTAssertEqual(claimed.count, 1)
      rig.collector.answer { _ in .ok }
      XCTAssertTrue(clock.run(for: .seconds(54), inStepsOf: .seconds(1)))
      XCTAssertEqual(rig.collector.values, [])
      try other.confirm(claimed)
      XCTAssertTrue(clock.run(for: .seconds(10), inStepsOf: .seconds(1)))

      XCTAssertEqual(rig.collector.values, [2, 3])
    }
  }

  func test_FS11_FS26_pointsInMemory_waitAMinuteAtMost() throws {
    try withPointOnDisk { rig, clock, directory in
      let other = try Spool.open(at: directory) { clock.now.nanosecondsSinceEpoch }
      let target = "ipv4:127.0.0.1:\(rig.collector.port)"
      XCTAssertEqual(try other.claim(.metrics, for: target, atMost: 0).requests.count, 1)
      rig.collector.answer { _ in .ok }
      XCTAssertTrue(clock.run(for: .seconds(180), inStepsOf: .seconds(1)))

      XCTAssertFalse(rig.collector.values.isEmpty)
    }
  }

  func test_FS11_FS26_pointsInMemory_waitWhileTheFileIsLockedForAMoment() throws {
    try withPointOnDisk { rig, clock, directory in
      rig.collector.answer { _ in .ok }
      try SpoolFile(directory).whileLocked {
        XCTAssertTrue(clock.run(for: .seconds(25), inStepsOf: .seconds(1)))
        XCTAssertTrue(rig.said.contains { $0.contains("keeps the spool locked") })
        XCTAssertEqual(rig.collector.values, [])
      }
      XCTAssertTrue(clock.run(for: .seconds(10), inStepsOf: .seconds(1)))

      XCTAssertEqual(rig.collector.values, [1, 2])
    }
  }

  /// A rig that collects 1, 2, 3 … every 30 s, and whose collector is away: at 46 s the first of them is on disk. The next
  /// attempt is made between 50 and 70 s.
  private func withPointOnDisk(_ body: (Rig, ManualClock, String) throws -> Void) throws {
    try withSpoolDirectory { directory in
      let clock = ManualClock()
      let collector = try FakeCollector(otherwise: .status(.unavailable))
      defer { collector.stop() }
      let rig = Rig(
        collector,
        options: {
          $0.spoolDirectory = directory
          $0.spool.busyTimeout = .milliseconds(10)
          $0.retry.budget = .seconds(15)
          ($0.retry.initialPause, $0.retry.maximumPause) = (.seconds(40), .seconds(40))
        }, metrics: MetricReaderOptions(temporality: .delta), interval: .seconds(30), clock: clock)
      let steps = Mutex<(last: Int64, sum: Int64)>((0, 0))
      _ = rig.meterProvider.meter(named: "m").observableCounter(
        "c",
        callbacks: { result in
          let sum = steps.withLock { steps in
            steps.last += 1
            steps.sum += steps.last
            return steps.sum
          }
          result.observe(sum)
        })
      XCTAssertTrue(clock.waitForSleepers())
      XCTAssertTrue(clock.run(for: .seconds(46), inStepsOf: .seconds(1)))
      // Whatever else is to be sent makes the worker look at what has waited too long.
      rig.endSpans(1)
      rig.exporter.sealOpenChunks()
      eventually { rig.exporter.ledger.spooled.dataPoints == 1 }
      XCTAssertTrue(clock.settle())
      try body(rig, clock, directory)
      let ledger = rig.exporter.ledger
      XCTAssertTrue(ledger.addsUp, "\(ledger)")
    }
  }

  func test_FS26_pointsThatFilledTheMemory_arriveInOrder() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let rig = Rig(
        collector,
        options: {
          $0.spoolDirectory = directory
          $0.maximumQueueBytes = 20_000
        }, metrics: MetricReaderOptions(temporality: .delta))
      let counter = rig.meterProvider.meter(named: "m").counter("c")
      var count: UInt64 = 0
      for _ in 0..<12 {
        for index in 0..<30 { counter.add(1, ["i": .int(Int64(index))]) }
        count += 30
        // One that did not get its turn in time has collected nothing.
        while rig.exporter.ledger.accepted.dataPoints < count {
          _ = rig.meterProvider.flush(within: .milliseconds(150))
        }
      }
      XCTAssertGreaterThan(rig.exporter.ledger.spooled.dataPoints, 60)
      try collector.start()
      eventually { rig.exporter.ledger.exported.dataPoints == count }
      let ledger = rig.shutdown()

      XCTAssertTrue(ledger.addsUp)
      let times = collector.metrics.compactMap { metric -> Timestamp? in
        guard case .sum(let points, _, _) = metric.points else { return nil }
        return points.first?.time
      }
      XCTAssertEqual(times.count, 12)
      XCTAssertEqual(times, times.sorted())
    }
  }

  func test_FS26_pointsOfASeries_arriveInOrder_whereverTheyWaited() throws {
    try withSpoolDirectory { directory in
      let collector = try FakeCollector(running: false)
      defer { collector.stop() }
      let ledger = try spooling(collector, directory, { $0.retry.budget = .milliseconds(50) }) { rig in
        let counter = rig.meterProvider.meter(named: "m").counter("c")
        for _ in 0..<4 {
          counter.add(1)
          // Collected while nobody listens; the budget ends in time, and then it is on disk.
          _ = rig.meterProvider.flush(within: .milliseconds(100))
        }
        XCTAssertGreaterThan(rig.exporter.ledger.spooled.dataPoints, 0)
        try collector.start()
        counter.add(1)
        eventually { rig.exporter.ledger.spooled.dataPoints == 0 }
        XCTAssertTrue(rig.flush())
        return rig.shutdown()
      }

      XCTAssertTrue(ledger.addsUp)
      let values = collector.metrics.compactMap { metric -> Int64? in
        guard case .sum(let points, _, _) = metric.points, case .int(let value)? = points.first?.value else {
          return nil
        }
        return value
      }
      XCTAssertGreaterThan(values.count, 1)
      XCTAssertEqual(values, values.sorted())
      XCTAssertEqual(values.last, 5)
    }
  }
}

extension FakeCollector {
  /// The values of all points in the order they came.
  fileprivate var values: [Int64] {
    metrics.flatMap { metric -> [Int64] in
      guard case .sum(let points, _, _) = metric.points else { return [] }
      return points.compactMap { point in
        guard case .int(let value) = point.value else { return nil }
        return value
      }
    }
  }
}

extension Rig {
  /// Collects for a collector that is away, until so many points were handed over; a flush that does not get its turn in time
  /// collects nothing.
  fileprivate func collect(_ count: UInt64) {
    while exporter.ledger.accepted.dataPoints < count {
      _ = meterProvider.flush(within: .milliseconds(100))
    }
  }

  /// Adds to 300 series, which together make more than two requests of 16 KiB.
  fileprivate func addToSeries(_ amount: Int64) {
    let counter = meterProvider.meter(named: "m").counter("c")
    let note = AttributeValue.string(String(repeating: "n", count: 64))
    for index in 0..<300 { counter.add(amount, ["series": .int(Int64(index)), "note": note]) }
  }
}
