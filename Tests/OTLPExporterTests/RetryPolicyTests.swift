import OTLPExporter
import TestSupport
import XCTest

final class RetryPolicyTests: XCTestCase {
  func test_X32_pauses_doubleUpToTheCapWithJitter() {
    let policy = RetryPolicy()
    var generator = SystemRandomNumberGenerator()
    for (failures, longest) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (60, 10)] {
      for _ in 0..<50 {
        let pause = policy.pause(afterFailures: failures, isFlush: false, using: &generator)
        XCTAssertGreaterThanOrEqual(pause, .seconds(longest) / 2)
        XCTAssertLessThanOrEqual(pause, .seconds(longest))
      }
    }
  }

  /// Every part of the upper half is as likely as any other, so that clients spread evenly.
  func test_FS24_pauses_spreadEvenly() {
    var generator = SplitMix(seed: 24)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<10_000 {
      let pause = RetryPolicy().pause(afterFailures: 1, isFlush: false, using: &generator)
      let share = pause / .seconds(1)
      counts[min(Int((share - 0.5) * 20), 9)] += 1
    }
    // Five standard deviations of a tenth of ten thousand.
    for count in counts { XCTAssertEqual(Double(count), 1_000, accuracy: 150, "\(counts)") }
  }

  func test_pauseDuringAFlush_isShort() {
    var generator = SystemRandomNumberGenerator()
    let pause = RetryPolicy().pause(afterFailures: 9, isFlush: true, using: &generator)
    XCTAssertLessThanOrEqual(pause, RetryPolicy().maximumPauseInFlush)
  }
}
