import Telemetry
import XCTest

final class ClockAnchorTests: XCTestCase {
  /// The time of day is read again only after a tenth of a second, and a clock that was set is noticed then (FS-29).
  func test_FS29_theTimeOfDay_isReadFromTimeToTime() {
    var anchor = ClockAnchor()
    var readings = 0
    func time(at instant: UInt64, whenItIs now: UInt64) -> UInt64 {
      anchor.time(at: Instant(nanoseconds: instant)) {
        readings += 1
        return Timestamp(nanosecondsSinceEpoch: now)
      }.nanosecondsSinceEpoch
    }

    XCTAssertEqual(time(at: 50, whenItIs: 1_000), 1_000)
    XCTAssertEqual(time(at: 60, whenItIs: 0), 1_010)
    XCTAssertEqual(time(at: 100_000_049, whenItIs: 0), 100_000_999)
    XCTAssertEqual(readings, 1)
    XCTAssertEqual(time(at: 100_000_050, whenItIs: 7), 7)
    XCTAssertEqual(time(at: 100_000_060, whenItIs: 0), 17)
    // An instant before the one that was taken: another clock, or none of ours.
    XCTAssertEqual(time(at: 1, whenItIs: 9), 9)
    XCTAssertEqual(readings, 3)
  }

  func test_theSystemClock_readsBothAtOnce() {
    let clock = SystemClock()
    for _ in 0..<1_000 {
      let before = clock.instant
      let reading = clock.reading
      XCTAssertGreaterThanOrEqual(reading.instant, before)
      XCTAssertLessThanOrEqual(reading.instant, clock.instant)
    }
  }
}
