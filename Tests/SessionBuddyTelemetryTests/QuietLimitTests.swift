import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

final class QuietLimitTests: XCTestCase {
  func test_A15_T54_limitsOfSpans_areCountedAndToldOnce() throws {
    let told = Told()
    try withTelemetry(
      {
        $0.spanLimits.attributes = 1
        $0.spanLimits.events = 1
      },
      diagnostics: told.diagnostics
    ) { telemetry, collector in
      for _ in 0..<2 {
        telemetry.tracer.withSpan("work") { span in
          for index in 0..<10 { span.setAttribute("key\(index)", 1) }
          for index in 0..<10 { span.addEvent("event\(index)") }
        }
      }
      telemetry.shutdown()

      XCTAssertEqual(collector.spans.map(\.droppedAttributes), [9, 9])
      XCTAssertEqual(collector.spans.map(\.droppedEvents), [9, 9])
      XCTAssertEqual(
        told.all.filter { $0.contains("limits") },
        [
          "a span of the tracer 'session_buddy' had more than its limits allow, and the rest was discarded: "
            + "9 attributes, 9 events, 0 links; further spans are only counted"
        ])
    }
  }
}
