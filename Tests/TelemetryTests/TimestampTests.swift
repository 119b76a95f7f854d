import Telemetry
import XCTest

final class TimestampTests: XCTestCase {
  func test_advancedBeyondTheRange_isClamped() {
    XCTAssertEqual(Timestamp(nanosecondsSinceEpoch: 5).advanced(by: .seconds(-1)).nanosecondsSinceEpoch, 0)
    XCTAssertEqual(
      Timestamp(nanosecondsSinceEpoch: .max).advanced(by: .seconds(1)).nanosecondsSinceEpoch,
      .max
    )
  }
}
