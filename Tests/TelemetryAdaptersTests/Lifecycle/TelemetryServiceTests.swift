import Foundation
import Logging
import LoggingAdapter
import ServiceLifecycle
import ServiceLifecycleAdapter
import ServiceLifecycleTestKit
import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
import XCTest

/// Telemetry as a service of swift-service-lifecycle.
final class TelemetryServiceTests: XCTestCase {
  /// Ends by itself once it has recorded something, and records more on its way out.
  private struct Worker: Service {
    let telemetry: SessionTelemetry
    private let beginning = AsyncStream.makeStream(of: Void.self)

    init(telemetry: SessionTelemetry) {
      self.telemetry = telemetry
    }

    /// Returns once the service runs: a group that is told to end before is never run.
    func waitUntilItRuns() async {
      for await _ in beginning.stream { return }
    }

    func run() async throws {
      telemetry.meter.counter("work").add(1)
      beginning.continuation.yield()
      try? await gracefulShutdown()
      telemetry.tracer.withSpan("last words") { _ in }
    }
  }

  private func start(
    _ collector: FakeCollector, clock: any TelemetryClock = SystemClock()
  ) throws -> SessionTelemetry {
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    settings.logsEnabled = true
    return try SessionTelemetry(settings, diagnostics: Diagnostics { _ in }, clock: clock)
  }

  private func quiet() -> Logging.Logger {
    Logging.Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }
  }

  func test_B11_gracefulShutdown_sendsWhatTheOthersRecordAtTheirEnd() async throws {
    try await withFakeCollector { collector in
      let telemetry = try start(collector)
      let service = TelemetryService { telemetry.shutdown(within: .seconds(10)) }
      XCTAssertNil(service.ledger)
      let worker = Worker(telemetry: telemetry)
      let group = ServiceGroup(configuration: .init(services: [service, worker], logger: quiet()))
      let running = Task { try await group.run() }
      await worker.waitUntilItRuns()
      await group.triggerGracefulShutdown()
      try await running.value

      let ledger = try XCTUnwrap(service.ledger)
      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.exported, collector.totals)
      XCTAssertEqual(collector.spans.map(\.name), ["last words"])
      XCTAssertEqual(collector.metrics.map(\.name), ["work"])
      XCTAssertEqual(telemetry.health().state, .stopped)
    }
  }

  func test_B11_cancelledTask_sendsEverythingAsWell() async throws {
    try await withFakeCollector { collector in
      let telemetry = try start(collector)
      telemetry.tracer.withSpan("work") { _ in }
      let service = TelemetryService { telemetry.shutdown(within: .seconds(10)) }
      let running = Task { await service.run() }
      running.cancel()
      await running.value

      XCTAssertEqual(service.ledger?.exported.spans, 1)
      XCTAssertEqual(collector.spans.map(\.name), ["work"])
    }
  }

  /// With the test kit of swift-service-lifecycle: nothing ends before it is told to.
  func test_B11_service_runsUntilItIsToldToEnd() async throws {
    let isShutDown = Atomic(false)
    let service = TelemetryService {
      isShutDown.store(true, ordering: .releasing)
      return Ledger()
    }
    await testGracefulShutdown { trigger in
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await service.run() }
        for _ in 0..<1_000 { await Task.yield() }
        XCTAssertFalse(isShutDown.load(ordering: .acquiring))
        XCTAssertNil(service.ledger)
        trigger.triggerGracefulShutdown()
        await group.waitForAll()
      }
    }

    XCTAssertTrue(isShutDown.load(ordering: .acquiring))
    XCTAssertEqual(service.ledger, Ledger())
  }

  /// Shutdowns that take their time, more than the pool has threads: tasks go on meanwhile, since it is none of those
  /// threads that waits.
  func test_B11_shutdown_keepsNoThreadOfThePool() async throws {
    let begun = Atomic(0)
    let isDone = Signal()
    let count = ProcessInfo.processInfo.activeProcessorCount * 4
    let services = (0..<count).map { _ in
      TelemetryService {
        begun.add(1, ordering: .sequentiallyConsistent)
        isDone.wait(atMost: .seconds(10))
        // A raise wakes one: pass it on.
        isDone.raise()
        return Ledger()
      }
    }
    await withTaskGroup(of: Void.self) { group in
      for service in services { group.addTask { await service.run() } }
      group.cancelAll()
      while begun.load(ordering: .sequentiallyConsistent) < count { await Task.yield() }
      XCTAssertTrue(services.allSatisfy { $0.ledger == nil })
      isDone.raise()
      await group.waitForAll()
    }

    XCTAssertTrue(services.allSatisfy { $0.ledger == Ledger() })
  }

  /// Nobody answers: the group ends at the one deadline all the same, and the ledger says what was lost.
  func test_B11_FS2_collectorThatNeverAnswers_costsOneDeadline() async throws {
    try await withFakeCollector(otherwise: .never) { collector in
      let clock = ManualClock()
      let telemetry = try start(collector, clock: clock)
      telemetry.tracer.withSpan("work") { _ in }
      telemetry.logger.emit("m")
      let service = TelemetryService { telemetry.shutdown(within: .milliseconds(300)) }
      let worker = Worker(telemetry: telemetry)
      let group = ServiceGroup(configuration: .init(services: [service, worker], logger: quiet()))
      let running = Task { try await group.run() }
      await worker.waitUntilItRuns()
      await group.triggerGracefulShutdown()
      // Nothing is sent before the shutdown begins.
      while collector.requests.isEmpty { await Task.yield() }
      clock.advance(by: .milliseconds(300))
      try await running.value

      let ledger = try XCTUnwrap(service.ledger)
      XCTAssertTrue(ledger.addsUp)
      XCTAssertEqual(ledger.exported, ItemCounts())
      XCTAssertEqual(ledger.droppedTotal, ledger.accepted)
    }
  }

  func test_B07_B11_lastLine_isForTheConsoleOnly() async throws {
    try await withFakeCollector { collector in
      let telemetry = try start(collector)
      let shown = Mailbox()
      let logger = Logging.Logger(label: "main") {
        MultiplexLogHandler([
          Console(shown: shown), TelemetryLogHandler(label: $0, provider: telemetry.loggerProvider),
        ])
      }
      logger.info("started")
      let service = TelemetryService(logger: logger) { telemetry.shutdown(within: .seconds(10)) }
      let running = Task { await service.run() }
      running.cancel()
      await running.value

      XCTAssertEqual(shown.all, ["info started", "info telemetry stopped: exported: 1 log records"])
      XCTAssertEqual(collector.logRecords.map(\.body), ["started"])
      XCTAssertEqual(telemetry.health().ledger.accepted.logRecords, 1)
    }
  }
}
