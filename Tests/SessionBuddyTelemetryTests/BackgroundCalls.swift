import Foundation
import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
import XCTest

/// A call that a thread of its own waits for, and when it returned by the clock of the test.
final class BackgroundCall<Result: Sendable>: Sendable {
  private let returned = Mutex<(result: Result, end: Instant)?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  init(_ clock: any TelemetryClock, _ body: @escaping @Sendable () -> Result) {
    Thread.detachNewThread { [self] in
      let result = body()
      returned.withLock { $0 = (result, clock.instant) }
      isDone.signal()
    }
  }

  /// Whether it has returned.
  var isOver: Bool { returned.withLock { $0 != nil } }

  /// What it returned, and when; nil when that takes so long that it never will.
  func wait() -> (result: Result, end: Instant)? {
    if isDone.wait(timeout: .now() + 30) == .success { isDone.signal() }
    return returned.withLock { $0 }
  }
}

/// Code of a program that does not return before it is let go.
final class Hanging: Sendable {
  private let began = DispatchSemaphore(value: 0)
  private let gate = DispatchSemaphore(value: 0)

  func hang() {
    began.signal()
    gate.wait()
    gate.signal()
  }

  /// Whether somebody hangs, after a wait.
  func waitUntilItHangs() -> Bool { began.wait(timeout: .now() + 30) == .success }

  /// Lets everybody go, also those who come later.
  func letGo() { gate.signal() }
}

/// Runs `body` with telemetry on a clock that runs when told, a counter of 1, a span, a log record, and a gauge whose callback
/// hangs.
func withHangingCallback(
  _ change: (inout TelemetrySettings) throws -> Void = { _ in },
  _ body: (SessionTelemetry, FakeCollector, ManualClock, Hanging) throws -> Void
) throws {
  let clock = ManualClock()
  let collector = try FakeCollector()
  defer { collector.stop() }
  var settings = TelemetrySettings()
  settings.endpoint = try CollectorEndpoint(collector.endpoint)
  settings.logsEnabled = true
  try change(&settings)
  let telemetry = try SessionTelemetry(settings, diagnostics: Diagnostics { _ in }, clock: clock)
  let hanging = Hanging()
  defer { hanging.letGo() }
  _ = telemetry.meter.observableGauge("hangs") { observer in
    hanging.hang()
    observer.observe(1)
  }
  telemetry.meter.counter("c").add(1)
  telemetry.tracer.startSpan("s").end()
  telemetry.logger.emit("l", severity: .info)
  try body(telemetry, collector, clock, hanging)
}
