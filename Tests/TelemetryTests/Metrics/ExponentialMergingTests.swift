import Telemetry
import XCTest

final class ExponentialMergingTests: XCTestCase {
  func test_M72_mergedHistograms_areWhatOneWouldHaveRecorded() {
    var generator = SeededNumbers()
    for size in [2, 4, 20, 160] {
      for split in stride(from: 0, through: 40, by: 4) {
        let values = (0..<40).map { _ in generator.value() }
        var merged = histogram(of: Array(values.prefix(split)), maximumSize: size)
        merged.merge(histogram(of: Array(values.dropFirst(split)), maximumSize: size))

        assert(merged, holds: values)
        XCTAssertEqual(merged.min, values.min())
        XCTAssertEqual(merged.max, values.max())
      }
    }
  }

  func test_sums_areAdded() {
    var merged = histogram(of: [1, -2])
    merged.merge(histogram(of: [4.5]))
    XCTAssertEqual(merged.sum, 3.5)
  }

  func test_emptyHistogram_changesNothing() {
    var merged = histogram(of: [1, 2])
    merged.merge(ExponentialHistogram(maximumScale: -10, zeroThreshold: 5))
    XCTAssertEqual(merged, histogram(of: [1, 2]))
  }

  func test_M71_histogramOfZeros_doesNotMakeTheOtherCoarser() {
    var zeros = ExponentialHistogram(maximumScale: 0)
    zeros.record(0)
    var merged = histogram(of: [3])
    merged.merge(zeros)

    XCTAssertEqual(merged.scale, 20)
    XCTAssertEqual(merged.zeroCount, 1)
  }

  func test_resetAndMerge_isACopy() {
    let original = histogram(of: [1e-3, 0, -8, 1e3])
    var copy = histogram(of: [1e-200, 1e200])
    copy.reset()
    copy.merge(original)
    XCTAssertEqual(copy, original)
  }

  func test_M74_widerThreshold_takesWhatIsWithinIt() {
    var narrow = histogram(of: [0, 1, -1, 2, 16], maximumSize: 4)
    var wide = ExponentialHistogram(maximumSize: 4, zeroThreshold: 2)
    wide.record(16)
    XCTAssertEqual(narrow.scale, -1)

    // At this scale 2 shares a bucket with 4, so the zero bucket ends at 4.
    narrow.merge(wide)
    XCTAssertEqual(narrow.zeroThreshold, 4)
    XCTAssertEqual(narrow.zeroCount, 4)
    XCTAssertEqual(narrow.positive.counts, [2])
    XCTAssertTrue(narrow.negative.isEmpty)
    XCTAssertEqual(narrow.count, 6)
  }

  func test_M74_thresholdOfTheReceiver_isAppliedToWhatArrives() {
    var wide = ExponentialHistogram(zeroThreshold: 2)
    wide.merge(histogram(of: [-1, -1, 3]))

    XCTAssertEqual(wide.zeroThreshold, 2)
    XCTAssertEqual(wide.zeroCount, 2)
    XCTAssertEqual(wide.scale, 20)
    XCTAssertEqual(wide.positive.offset, 1_661_953)
  }

  func test_M74_thresholdInAnEmptyBucket_staysWhereItIs() {
    var narrow = histogram(of: [1, 8], maximumSize: 4)
    var wide = ExponentialHistogram(maximumSize: 4, zeroThreshold: 3)
    wide.record(8)
    narrow.merge(wide)

    XCTAssertEqual(narrow.zeroThreshold, 3)
    XCTAssertEqual(narrow.zeroCount, 1)
    XCTAssertEqual(narrow.positive.counts, [2])
  }

  func test_M74_reset_returnsToTheThresholdOfTheBeginning() {
    var histogram = ExponentialHistogram(zeroThreshold: 1)
    var wide = ExponentialHistogram(zeroThreshold: 2)
    wide.record(5)
    histogram.merge(wide)
    XCTAssertEqual(histogram.zeroThreshold, 2)

    histogram.reset()
    XCTAssertEqual(histogram.zeroThreshold, 1)
  }
}
