import Synchronization
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

final class SimpleLogProcessorTests: XCTestCase {
  /// Does in `export` what a test says, and fails when two threads are in it.
  private final class BusyExporter: LogRecordExporter {
    let exported = Mutex<[AttributeValue]>([])
    let overlaps = Atomic(0)
    private let inside = Atomic(0)
    private let body: @Sendable (LogRecordData) -> Bool

    init(_ body: @escaping @Sendable (LogRecordData) -> Bool) { self.body = body }

    func export(_ records: [LogRecordData], until deadline: Instant) -> Bool {
      if inside.wrappingAdd(1, ordering: .relaxed).newValue > 1 { overlaps.add(1, ordering: .relaxed) }
      defer { inside.subtract(1, ordering: .relaxed) }
      exported.withLock { $0 += records.map(\.body) }
      return records.allSatisfy(body)
    }

    func flush(until deadline: Instant) -> Bool { true }
    func shutdown(until deadline: Instant) -> Bool { true }
  }

  func test_L23_eachRecord_isExportedBeforeEmitReturns() {
    let bench = LogBench()
    for index in 1...3 {
      bench.logger.emit("x")
      XCTAssertEqual(bench.records.count, index)
    }
  }

  func test_L23_L26_exports_comeOneAtATime() {
    let exporter = BusyExporter { _ in true }
    let provider = LoggerProvider(processors: [SimpleLogRecordProcessor(exporter)])
    onThreads(8) { thread in
      let logger = provider.logger(named: "l")
      for index in 0..<200 { logger.emit(.int(Int64(thread * 200 + index))) }
    }
    XCTAssertTrue(provider.flush(within: .seconds(60)))

    XCTAssertEqual(exporter.overlaps.load(ordering: .relaxed), 0)
    XCTAssertEqual(Set(exporter.exported.withLock { $0 }), Set((0..<1_600).map { .int($0) }))
  }

  func test_L23_exporterThatEmitsItself_isCalledForThatAfterwards() {
    let logger = Mutex<Logger?>(nil)
    let exporter = BusyExporter { record in
      if record.body == "first" { logger.withLock { $0 }?.emit("second") }
      return true
    }
    let provider = LoggerProvider(processors: [SimpleLogRecordProcessor(exporter)])
    logger.withLock { $0 = provider.logger(named: "l") }
    provider.logger(named: "l").emit("first")
    logger.withLock { $0 = nil }

    XCTAssertEqual(exporter.exported.withLock { $0 }, ["first", "second"])
    XCTAssertEqual(exporter.overlaps.load(ordering: .relaxed), 0)
  }

  func test_L26_recordsOfAFailedExport_areGivenUpAndCounted() {
    let exporter = BusyExporter { $0.body != "bad" }
    let processor = SimpleLogRecordProcessor(exporter)
    let logger = LoggerProvider(processors: [processor]).logger(named: "l")
    for body in ["good", "bad", "good"] as [AttributeValue] { logger.emit(body) }

    XCTAssertEqual(exporter.exported.withLock { $0 }, ["good", "bad", "good"])
    XCTAssertEqual(processor.tally.dropped, [.exportFailed: 1])
    XCTAssertEqual(processor.tally.exported, 2)
  }

  func test_L26_inMemoryExporter_isBoundedAndRefusesAfterItsShutdown() {
    let exporter = InMemoryLogRecordExporter(maximumCount: 2)
    let provider = LoggerProvider(processors: [SimpleLogRecordProcessor(exporter)])
    for body in ["a", "b", "c"] as [AttributeValue] { provider.logger(named: "l").emit(body) }
    XCTAssertEqual(exporter.records.map(\.body), ["b", "c"])
    let last = exporter.records

    XCTAssertTrue(provider.shutdown(within: .seconds(1)))
    XCTAssertFalse(exporter.export(last, until: .distantFuture))
    XCTAssertEqual(exporter.records, last)
    exporter.reset()
    XCTAssertEqual(exporter.records, [])
  }

  /// The exporter itself asks for the flush, so that an export is under way for certain.
  func test_L26_flush_endsAtItsDeadline() {
    let clock = ManualClock()
    let answers = Mutex<[Bool]>([])
    let known = Mutex<SimpleLogRecordProcessor?>(nil)
    let exporter = BusyExporter { _ in
      let processor = known.withLock { $0 }
      let isFlushed = processor?.flush(until: clock.instant)
      answers.withLock { $0.append(isFlushed ?? true) }
      return true
    }
    let processor = SimpleLogRecordProcessor(exporter, clock: clock)
    known.withLock { $0 = processor }
    LoggerProvider(processors: [processor]).logger(named: "l").emit("x")
    known.withLock { $0 = nil }

    XCTAssertEqual(answers.withLock { $0 }, [false])
    XCTAssertTrue(processor.flush(until: clock.instant))
  }
}
