import Synchronization
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// When a periodic reader exports, and what becomes of what fails (M-108, M-110 … M-112).
final class PeriodicExportTests: XCTestCase {
  func test_M108_unlessToldOtherwise_everyMinuteIsExported() {
    let clock = ManualClock()
    let exporter = ScriptedExporter()
    let reader = PeriodicReader(exporter: exporter, clock: clock)
    let provider = MeterProvider(resource: Resource(), readers: [reader], clock: clock)
    clock.advance(by: .seconds(59))
    XCTAssertTrue(provider.flush(until: .distantFuture))
    XCTAssertEqual(exporter.calls, ["export", "flush"])
    clock.advance(by: .seconds(1))
    while let due = reader.due, due <= clock.instant { sched_yield() }

    XCTAssertTrue(provider.flush(until: .distantFuture))
    XCTAssertEqual(exporter.calls, ["export", "flush", "export", "export", "flush"])
    XCTAssertEqual(reader.ticks, PeriodicReader.Ticks(exported: 3))
    XCTAssertTrue(provider.shutdown(until: .distantFuture))
  }

  func test_M108_ticks_areExportedFailedOrSkipped() {
    let bench = PeriodicBench()
    bench.pass(.seconds(3_600))
    XCTAssertEqual(bench.reader.ticks, PeriodicReader.Ticks(exported: 1))
    bench.exporter.accept(false)
    bench.pass(.seconds(3_600))
    XCTAssertEqual(bench.reader.ticks, PeriodicReader.Ticks(exported: 1, failed: 1))
    bench.exporter.accept(true)
    // This one, and three that came due before anybody could look.
    bench.pass(.seconds(4 * 3_600))
    XCTAssertEqual(bench.reader.ticks, PeriodicReader.Ticks(exported: 2, failed: 1, skipped: 3))
    bench.pass(.seconds(3_599))
    XCTAssertEqual(bench.reader.ticks, PeriodicReader.Ticks(exported: 2, failed: 1, skipped: 3))
    bench.pass(.seconds(1))
    XCTAssertEqual(bench.reader.ticks, PeriodicReader.Ticks(exported: 3, failed: 1, skipped: 3))
    bench.stop()
  }

  func test_M108_exportThatTakesLongerThanTheInterval_delaysNoTickButItsOwn() {
    let clock = Reading<ManualClock?>(nil)
    let exporter = ScriptedExporter { clock.value?.advance(by: .seconds(9_000)) }
    let bench = PeriodicBench(exporter)
    clock.value = bench.clock
    bench.pass(.seconds(3_600))
    clock.value = nil

    // It began at 3600 and ended at 12600: the ticks at 7200 and 10800 were missed, the next is at 14400.
    XCTAssertEqual(bench.reader.ticks, PeriodicReader.Ticks(exported: 1, skipped: 2))
    XCTAssertEqual(bench.reader.due, Instant(nanoseconds: 14_400_000_000_000))
    bench.stop()
  }

  func test_M108_M111_exportsOfTicksAndFlushes_neverOverlap() {
    let bench = PeriodicBench(ScriptedExporter { for _ in 0..<50 { sched_yield() } })
    let counter = bench.meter.counter("c")
    onThreads(8) { thread in
      for _ in 0..<20 {
        counter.add(1)
        if thread == 0 { bench.clock.advance(by: .seconds(3_600)) }
        XCTAssertTrue(bench.reader.flush(until: .distantFuture))
      }
    }
    bench.stop()

    XCTAssertFalse(bench.exporter.hasOverlapped)
    XCTAssertGreaterThanOrEqual(bench.exporter.calls.count { $0 == "export" }, 160)
  }

  // MARK: Flush

  func test_M110_flush_collectsExportsAndFlushesTheExporter() {
    let bench = PeriodicBench()
    bench.meter.counter("c").add(1)

    XCTAssertTrue(bench.reader.flush(until: .distantFuture))
    XCTAssertEqual(bench.exporter.calls, ["export", "flush"])
    XCTAssertEqual(bench.exporter.collections.map { $0.map(\.name) }, [["c"]])
    bench.stop()
  }

  func test_M110_flush_saysWhetherBothWentWell() {
    for (accepts, flushes) in [(true, true), (false, true), (true, false)] {
      let bench = PeriodicBench()
      bench.exporter.accept(accepts)
      bench.exporter.flush(succeeds: flushes)

      XCTAssertEqual(bench.provider.flush(until: .distantFuture), accepts && flushes)
      // Also after an export that failed.
      XCTAssertEqual(bench.exporter.calls, ["export", "flush"])
      bench.stop()
    }
  }

  func test_M110_exporter_isFlushedEvenWhenTheTimeIsOver() {
    let clock = Reading<ManualClock?>(nil)
    let bench = PeriodicBench(ScriptedExporter { clock.value?.advance(by: .seconds(60)) })
    clock.value = bench.clock

    _ = bench.provider.flush(within: .seconds(30))
    XCTAssertEqual(bench.worker.perform(until: .distantFuture) { true }, true)
    XCTAssertEqual(bench.exporter.calls, ["export", "flush"])
    bench.stop()
  }

  func test_M111_exporterThatHangs_holdsUpNobodyForLongerThanAllowed() {
    let mayGoOn = DispatchSemaphore(value: 0)
    let clock = Reading<ManualClock?>(nil)
    let bench = PeriodicBench(
      ScriptedExporter {
        // Whoever waits sees the time pass.
        clock.value?.advance(by: .seconds(30))
        mayGoOn.wait()
      }
    )
    clock.value = bench.clock

    XCTAssertFalse(bench.provider.flush(within: .seconds(30)))
    XCTAssertFalse(bench.provider.shutdown(until: bench.clock.instant))
    XCTAssertEqual(bench.exporter.calls, ["export", "shutdown"])
    clock.value = nil
    for _ in 0..<2 { mayGoOn.signal() }
    bench.stop()
  }

  // MARK: Failures

  func test_M112_batchThatFails_isNotExportedAgain() {
    let bench = PeriodicBench(ScriptedExporter(options: MetricReaderOptions(temporality: .delta)))
    let counter = bench.meter.counter("c")
    let amounts = [1, 2, 4] as [Int64]
    for (index, amount) in amounts.enumerated() {
      bench.exporter.accept(index != 1)
      counter.add(amount)
      XCTAssertEqual(bench.reader.flush(until: .distantFuture), index != 1)
    }

    XCTAssertEqual(
      bench.exporter.collections.map { $0.flatMap(\.shownNumbers).map(\.value) }, [[.int(1)], [.int(4)]])
    XCTAssertEqual(bench.reader.ticks, PeriodicReader.Ticks(exported: 2, failed: 1))
    bench.stop()
  }

  func test_M112_inMemoryExporter_refusesAfterItsShutdown() {
    let exporter = InMemoryMetricExporter(maximumCount: 2)
    let clock = ManualClock()
    let worker = Worker(clock: clock)
    let reader = PeriodicReader(exporter: exporter, interval: .seconds(3_600), worker: worker)
    let provider = MeterProvider(resource: Resource(), readers: [reader], clock: clock)
    let counter = provider.meter(named: "m").counter("c")
    for _ in 0..<3 {
      counter.add(1)
      XCTAssertTrue(provider.flush(until: .distantFuture))
    }
    let kept: [[NumberValue]] = [[.int(2)], [.int(3)]]
    XCTAssertEqual(exporter.collections.map { $0.flatMap(\.shownNumbers).map(\.value) }, kept)
    exporter.shutdown(until: .distantFuture)
    counter.add(1)

    XCTAssertFalse(provider.flush(until: .distantFuture))
    XCTAssertEqual(exporter.collections.map { $0.flatMap(\.shownNumbers).map(\.value) }, kept)
    worker.stop()
  }
}
