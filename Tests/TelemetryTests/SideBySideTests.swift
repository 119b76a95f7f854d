import Foundation
import Telemetry
import TelemetryTesting
import XCTest

/// What providers shut down has one time, which nobody uses up for the others.
final class SideBySideTests: XCTestCase {
  /// Whatever a provider may have behind it, with a shutdown of the test's own.
  private final class Part: SpanProcessor, LogRecordProcessor, MetricReader {
    private let ending: @Sendable () -> Void

    init(_ ending: @escaping @Sendable () -> Void) {
      self.ending = ending
    }

    func onEnd(_ span: FinishedSpan) {}
    func onEmit(_ record: inout EmittedLogRecord) {}
    func attach(_ batch: MetricBatch) -> Bool { true }
    func flush(until deadline: Instant) -> Bool { true }
    func shutdown(until deadline: Instant) -> Bool {
      ending()
      return true
    }
  }

  func test_T33_tracerProvider_endsAtItsDeadline_whateverOneProcessorDoes() {
    check { TracerProvider(processors: $0, clock: $1).shutdown(within: .seconds(1)) }
  }

  func test_L27_loggerProvider_endsAtItsDeadline_whateverOneProcessorDoes() {
    check { LoggerProvider(processors: $0, clock: $1).shutdown(within: .seconds(1)) }
  }

  func test_M33_meterProvider_endsAtItsDeadline_whateverOneReaderDoes() {
    check { MeterProvider(readers: $0, clock: $1).shutdown(within: .seconds(1)) }
  }

  /// Shuts down one part that does not return and one behind it.
  private func check(
    line: UInt = #line, _ shutdown: ([Part], ManualClock) -> Bool
  ) {
    let clock = ManualClock()
    let (heard, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let order = Mailbox()
    let hanging = Part {
      if heard.wait(timeout: .now() + 5) == .success { order.add("the other was told") }
      clock.advance(by: .seconds(1))
      _ = gate.wait(timeout: .now() + 5)
    }
    let other = Part { heard.signal() }

    XCTAssertFalse(shutdown([hanging, other], clock), line: line)
    XCTAssertEqual(order.all, ["the other was told"], line: line)
    gate.signal()
  }
}
