import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

final class PeriodicReaderTests: XCTestCase {
  /// Keeps the batches it is given.
  private final class Exporter: MetricExporter {
    let exported = Signal()
    private let batches = Mutex<[[MetricData]]>([])

    func export(_ batch: MetricBatch) -> Bool {
      let metrics = batch.metrics()
      batches.withLock { $0.append(metrics) }
      exported.raise()
      return true
    }

    func flush(until deadline: Instant) -> Bool { true }
    func shutdown(until deadline: Instant) {}

    /// The batches once there are `count`, or those there are after ten seconds.
    func waitForBatches(_ count: Int) -> [[MetricData]] {
      let end = SystemClock().instant.advanced(by: .seconds(10))
      while batches.withLock({ $0.count }) < count, SystemClock().instant < end {
        exported.wait(atMost: .seconds(1))
      }
      return batches.withLock { $0 }
    }
  }

  func test_M108_reader_exportsAtAFixedRateAndSkipsMissedTicks() {
    let clock = ManualClock()
    let worker = Worker(clock: clock)
    let exporter = Exporter()
    let reader = PeriodicReader(exporter: exporter, interval: .seconds(60), worker: worker)
    let provider = MeterProvider(resource: Resource(), readers: [reader], clock: clock)
    provider.meter(named: "m").counter("c").add(1)

    for (step, batches) in [(60, 1), (600, 2), (59, 2), (1, 3)] {
      clock.advance(by: .seconds(step))
      XCTAssertEqual(exporter.waitForBatches(batches).count, batches)
      // Behind the tick that is under way: only then is the next one set.
      XCTAssertEqual(worker.perform(until: .distantFuture) { true }, true)
    }
    XCTAssertTrue(provider.shutdown(within: .seconds(1)))
    XCTAssertEqual(exporter.waitForBatches(4).count, 4)
    worker.stop()
  }

  func test_readerOfItsOwn_endsItsThreadAtShutdown() {
    weak var gone: PeriodicReader?
    do {
      let reader = PeriodicReader(exporter: Exporter(), interval: .seconds(3_600))
      gone = reader
      let provider = MeterProvider(resource: Resource(), readers: [reader])
      XCTAssertTrue(provider.shutdown(within: .seconds(10)))
    }
    let end = SystemClock().instant.advanced(by: .seconds(10))
    while gone != nil, SystemClock().instant < end {}

    XCTAssertNil(gone)
  }

  func test_M34_flush_exportsNow() {
    let exporter = Exporter()
    let reader = PeriodicReader(exporter: exporter, interval: .seconds(3_600))
    let provider = MeterProvider(resource: Resource(), readers: [reader])
    provider.meter(named: "m").counter("c").add(1)

    XCTAssertTrue(provider.flush(within: .seconds(10)))
    XCTAssertEqual(exporter.waitForBatches(1)[0].map(\.name), ["c"])
    XCTAssertTrue(provider.shutdown(within: .seconds(10)))
  }
}
