import OTLPExporter
import XCTest

final class RetryPolicyTests: XCTestCase {
  func test_X32_pauses_doubleUpToTheCapWithJitter() {
    let policy = RetryPolicy()
    var generator = SystemRandomNumberGenerator()
    for (failures, longest) in [(1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (60, 30)] {
      for _ in 0..<50 {
        let pause = policy.pause(afterFailures: failures, isFlush: false, using: &generator)
        XCTAssertGreaterThanOrEqual(pause, .seconds(longest) / 2)
        XCTAssertLessThanOrEqual(pause, .seconds(longest))
      }
    }
  }

  func test_pauseDuringAFlush_isShort() {
    var generator = SystemRandomNumberGenerator()
    let pause = RetryPolicy().pause(afterFailures: 9, isFlush: true, using: &generator)
    XCTAssertLessThanOrEqual(pause, RetryPolicy().maximumPauseInFlush)
  }
}
