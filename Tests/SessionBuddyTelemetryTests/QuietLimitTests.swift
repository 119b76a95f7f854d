import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

final class QuietLimitTests: XCTestCase {
  func test_A15_limitsOfSpans_areCountedAndNotTold() throws {
    let told = Told()
    try withTelemetry(
      {
        $0.spanLimits.attributes = 1
        $0.spanLimits.events = 1
      },
      diagnostics: told.diagnostics
    ) { telemetry, collector in
      telemetry.tracer.withSpan("work") { span in
        for index in 0..<10 { span.setAttribute("key\(index)", 1) }
        for index in 0..<10 { span.addEvent("event\(index)") }
      }
      telemetry.shutdown()

      XCTAssertEqual(collector.spans.map(\.droppedAttributes), [9])
      XCTAssertEqual(collector.spans.map(\.droppedEvents), [9])
      XCTAssertEqual(told.all, [])
    }
  }
}
