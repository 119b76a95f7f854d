import SessionBuddyBridge
import Telemetry
import XCTest

final class TimestampReadingTests: XCTestCase {
  func test_everySpellingOfOneMoment_isRead() throws {
    let moment: UInt64 = 1_795_355_961_000_000_000
    let spellings: [(String, UInt64)] = [
      ("2026-11-22T13:59:21", 0),
      ("2026-11-22 13:59:21", 0),
      ("2026-11-22T13:59:21Z", 0),
      ("2026-11-22t13:59:21z", 0),
      ("2026-11-22T13:59:21+00:00", 0),
      ("2026-11-22T13:59:21-00:00", 0),
      ("2026-11-22T19:29:21+05:30", 0),
      ("2026-11-22T19:29:21+0530", 0),
      ("2026-11-22T05:59:21-08", 0),
      ("2026-11-23T00:59:21+11:00", 0),
      ("2026-11-22T13:59:31+00:00:10", 0),
      ("2026-11-22T13:59:21.2", 200_000_000),
      ("2026-11-22T13:59:21.212407", 212_407_000),
      ("2026-11-22T13:59:21.212407+00:00", 212_407_000),
      ("2026-11-22 13:59:21.212407891", 212_407_891),
      ("2026-11-22T13:59:21.000000001Z", 1),
    ]
    for (text, nanoseconds) in spellings {
      XCTAssertEqual(Timestamp(iso8601: text)?.nanosecondsSinceEpoch, moment + nanoseconds, text)
    }
    XCTAssertEqual(
      Timestamp(iso8601: "2026-11-22T13:59")?.nanosecondsSinceEpoch,
      moment - 21_000_000_000
    )
  }

  func test_calendar_isRight() {
    let days: [(String, UInt64)] = [
      ("1970-01-01T00:00:00", 0),
      ("1972-02-29T00:00:00", 68_169_600),
      ("2000-02-29T23:59:59", 951_868_799),
      ("2000-03-01T00:00:00", 951_868_800),
      ("2024-12-31T00:00:00", 1_735_603_200),
      ("2100-03-01T00:00:00", 4_107_542_400),
      ("2261-12-31T23:59:59", 9_214_646_399),
    ]
    for (text, seconds) in days {
      XCTAssertEqual(Timestamp(iso8601: text)?.nanosecondsSinceEpoch, seconds * 1_000_000_000, text)
    }
  }

  func test_whatIsNotATime_isRefused() {
    let texts = [
      "", "now", "2026-11-22", "2026-11-22T", "2026-11-22T13", "2026-11-22T24:00:00", "2026-11-22T13:60:00",
      "2026-11-22T13:59:60", "2026-13-01T00:00:00", "2026-00-01T00:00:00", "2026-02-29T00:00:00",
      "1900-02-29T00:00:00", "2026-04-31T00:00:00", "2026-11-00T00:00:00", "2026-11-22T13:59:21.",
      "2026-11-22T13:59:21.1234567890", "2026-11-22T13:59:21 UTC", "2026-11-22T13:59:21+24:00",
      "2026-11-22T13:59:21+5:30", "2026-11-22T13:59:21Zjunk", " 2026-11-22T13:59:21", "20261122T135921",
      "1969-12-31T23:59:59", "1970-01-01T00:00:00+05:30", "2262-01-01T00:00:00", "9999-12-31T23:59:59",
      "２０２６-11-22T13:59:21",
    ]
    for text in texts { XCTAssertNil(Timestamp(iso8601: text), text) }
  }

  func test_timeWithoutOffset_isReadInTheSourceTimeZone() throws {
    let kolkata = try XCTUnwrap(UTCOffset("+05:30"))
    let utc = try XCTUnwrap(Timestamp(iso8601: "2026-11-22T13:59:21Z"))
    XCTAssertEqual(Timestamp(iso8601: "2026-11-22T19:29:21", assuming: kolkata), utc)
    XCTAssertEqual(Timestamp(iso8601: "2026-11-22T13:59:21Z", assuming: kolkata), utc)
  }

  func test_offsets_areReadAndBounded() {
    XCTAssertEqual(UTCOffset("Z")?.seconds, 0)
    XCTAssertEqual(UTCOffset("+05:30")?.seconds, 19_800)
    XCTAssertEqual(UTCOffset("-0800")?.seconds, -28_800)
    XCTAssertEqual(UTCOffset(seconds: -86_399)?.seconds, -86_399)
    XCTAssertNil(UTCOffset(seconds: 86_400))
    XCTAssertNil(UTCOffset(seconds: .min))
    XCTAssertNil(UTCOffset("Asia/Kolkata"))
  }
}
