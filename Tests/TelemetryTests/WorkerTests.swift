import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// Counts its runs and tells about each.
private final class Metronome: WorkerTask {
  let ran = Signal()
  private let state: Mutex<(due: Instant, runs: Int)>

  init(due: Instant) {
    state = Mutex((due, 0))
  }

  var due: Instant? { state.withLock { $0.due } }
  var runs: Int { state.withLock { $0.runs } }

  func run(on worker: Worker) {
    state.withLock { state in
      state.runs += 1
      state.due = state.due.advanced(by: .seconds(60))
    }
    ran.raise()
  }

  func waitForRuns(_ count: Int) {
    let end = SystemClock().instant.advanced(by: .seconds(10))
    while runs < count, SystemClock().instant < end { ran.wait(atMost: .seconds(1)) }
  }
}

/// What tells threads apart.
private func currentThread() -> ObjectIdentifier {
  ObjectIdentifier(Thread.current)
}

final class WorkerTests: XCTestCase {
  func test_task_runsWhenItsTimeHasCome() {
    let clock = ManualClock()
    let worker = Worker(clock: clock)
    let task = Metronome(due: clock.instant.advanced(by: .seconds(60)))
    worker.add(task)
    XCTAssertEqual(worker.perform(until: .distantFuture) { 1 }, 1)
    XCTAssertEqual(task.runs, 0)

    clock.advance(by: .seconds(60))
    task.waitForRuns(1)
    clock.advance(by: .seconds(60))
    task.waitForRuns(2)

    worker.stop()
    XCTAssertEqual(task.runs, 2)
  }

  func test_perform_givesUpAtItsDeadline() {
    let clock = ManualClock()
    let worker = Worker(clock: clock)
    worker.add(Metronome(due: .distantFuture))
    let entered = Signal()
    let release = Signal()
    let deadline = clock.instant.advanced(by: .seconds(1))

    DispatchQueue.global().async {
      entered.wait(atMost: .seconds(10))
      clock.advance(by: .seconds(1))
    }
    let result = worker.perform(until: deadline) {
      entered.raise()
      release.wait(atMost: .seconds(10))
      return true
    }

    XCTAssertNil(result)
    release.raise()
    worker.stop()
  }

  func test_withoutATask_thereIsNoThreadAndWorkRunsOnTheCaller() {
    let worker = Worker(clock: ManualClock())
    XCTAssertEqual(worker.perform(until: .distantFuture) { currentThread() }, currentThread())
  }

  func test_stoppedWorker_letsGoOfItsTasks() {
    let worker = Worker(clock: SystemClock())
    weak var task: Metronome?
    do {
      let strong = Metronome(due: .distantFuture)
      task = strong
      worker.add(strong)
    }
    XCTAssertNotNil(task)
    worker.stop()
    // The thread has ended when the worker takes work on its caller again.
    let caller = currentThread()
    while worker.perform(until: .distantFuture, { currentThread() }) != caller {}

    XCTAssertNil(task)
  }
}

final class PeriodicReaderTests: XCTestCase {
  /// Keeps the batches it is given.
  private final class Exporter: MetricExporter {
    let exported = Signal()
    private let batches = Mutex<[[MetricData]]>([])

    func export(_ batch: MetricBatch) {
      let metrics = batch.metrics()
      batches.withLock { $0.append(metrics) }
      exported.raise()
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

final class LedgerTests: XCTestCase {
  func test_everyBooking_addsUp() {
    let book = LedgerBook()
    book.accept(10, of: .metrics)
    book.accept(5, of: .traces)
    book.settle(4, rejected: 1, of: .metrics)
    book.drop(2, of: .metrics, because: .shutdown)
    book.refuse(3, of: .traces, because: .queueFull)

    let ledger = book.snapshot
    XCTAssertTrue(ledger.addsUp)
    XCTAssertEqual(ledger.exported, ItemCounts(dataPoints: 3))
    XCTAssertEqual(ledger.rejected, ItemCounts(dataPoints: 1))
    XCTAssertEqual(ledger.dropped, [.shutdown: ItemCounts(dataPoints: 2), .queueFull: ItemCounts(spans: 3)])
    XCTAssertEqual(ledger.queued, ItemCounts(dataPoints: 4, spans: 5))
    XCTAssertEqual(
      ledger.description,
      """
      exported: 3 data points
      rejected by the collector: 1 data points
      dropped (queue_full): 3 spans
      dropped (shutdown): 2 data points
      queued: 4 data points, 5 spans
      """
    )
  }

  func test_rejectedBeyondTheRequest_isClamped() {
    let book = LedgerBook()
    book.accept(2, of: .logs)
    book.settle(2, rejected: 99, of: .logs)

    XCTAssertTrue(book.snapshot.addsUp)
    XCTAssertEqual(book.snapshot.rejected.logRecords, 2)
  }
}
