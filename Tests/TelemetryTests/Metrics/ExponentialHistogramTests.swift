import Telemetry
import XCTest

final class ExponentialHistogramTests: XCTestCase {
  private struct Golden {
    let size: Int
    let values: [Double]
    let scale: Int
    let offset: Int
    let counts: [UInt64]?
    var bucketCount = 0
  }

  private static let golden = [
    Golden(size: 160, values: [1], scale: 20, offset: -1, counts: [1]),
    Golden(size: 160, values: [0.001], scale: 20, offset: -10_449_883, counts: [1]),
    Golden(size: 4, values: [2, 4, 1], scale: 0, offset: -1, counts: [1, 1, 1]),
    Golden(size: 4, values: [4, 4, 4, 2, 16, 1], scale: -1, offset: -1, counts: [1, 4, 1]),
    Golden(size: 4, values: [1, 2, 4, 8, 0.5], scale: -1, offset: -1, counts: [2, 2, 1]),
    Golden(size: 160, values: [0.001, 0.004], scale: 6, offset: -638, counts: nil, bucketCount: 129),
    Golden(size: 160, values: [0.001, 1], scale: 4, offset: -160, counts: nil, bucketCount: 160),
    Golden(size: 160, values: [0.001, 100], scale: 3, offset: -80, counts: nil, bucketCount: 134),
    Golden(size: 160, values: [1e-6, 10], scale: 2, offset: -80, counts: nil, bucketCount: 94),
    Golden(size: 2, values: [1e-300, 1e300], scale: -10, offset: -1, counts: [1, 1]),
    Golden(
      size: 2, values: [0x1p-1074, .greatestFiniteMagnitude], scale: -11, offset: -1, counts: [1, 1]),
    Golden(
      size: 160,
      values: [0x1p-1074, .greatestFiniteMagnitude],
      scale: -4,
      offset: -68,
      counts: nil,
      bucketCount: 132
    ),
  ]

  func test_M67_M71_goldenSequences_findTheirScale() {
    for golden in Self.golden {
      for values in [golden.values, golden.values.reversed()] {
        let histogram = histogram(of: values, maximumSize: golden.size)
        XCTAssertEqual(histogram.scale, golden.scale, "\(values)")
        XCTAssertEqual(histogram.positive.offset, golden.offset, "\(values)")
        let ends: [UInt64] = [1] + Array(repeating: 0, count: max(golden.bucketCount - 2, 0)) + [1]
        XCTAssertEqual(histogram.positive.counts, golden.counts ?? ends, "\(values)")
        XCTAssertTrue(histogram.negative.isEmpty)
      }
    }
  }

  func test_M68_negativeValues_haveBucketsOfTheirMagnitudes() {
    for golden in Self.golden {
      let histogram = histogram(of: golden.values.map { -$0 }, maximumSize: golden.size)
      let mirrored = self.histogram(of: golden.values, maximumSize: golden.size)
      XCTAssertEqual(histogram.negative, mirrored.positive)
      XCTAssertEqual(histogram.scale, golden.scale)
      XCTAssertTrue(histogram.positive.isEmpty)
    }
  }

  func test_M68_bothSigns_shareOneScale() {
    let histogram = histogram(of: [-1, 2, 4, 1], maximumSize: 4)

    XCTAssertEqual(histogram.scale, 0)
    XCTAssertEqual(histogram.positive.counts, [1, 1, 1])
    XCTAssertEqual(histogram.negative.offset, -1)
    XCTAssertEqual(histogram.negative.counts, [1])
  }

  func test_M71_oneValueOfEachSign_keepsTheFinestScale() {
    XCTAssertEqual(histogram(of: [1e300, -1e-300, 0], maximumSize: 2).scale, 20)
    XCTAssertEqual(ExponentialHistogram(maximumScale: 4).scale, 4)
  }

  func test_M74_figures_coverEveryValue() {
    let histogram = histogram(of: [0, 2, -0.0, -3, 7.5])

    XCTAssertEqual(histogram.count, 5)
    XCTAssertEqual(histogram.sum, 6.5)
    XCTAssertEqual(histogram.min, -3)
    XCTAssertEqual(histogram.max, 7.5)
    XCTAssertEqual(histogram.zeroCount, 2)
  }

  func test_M74_valuesWithinTheThreshold_countAsZero() {
    var histogram = ExponentialHistogram(zeroThreshold: 0.5)
    for value in [0.5, -0.5, 0.25, 0.5.nextUp, -1] { histogram.record(value) }

    XCTAssertEqual(histogram.zeroCount, 3)
    XCTAssertEqual(histogram.positive.counts, [1])
    XCTAssertEqual(histogram.negative.counts, [1])
    XCTAssertEqual(histogram.min, -1)
  }

  func test_M70_limitsBeyondWhatIsPossible_areTakenToTheNearest() {
    let least = ExponentialHistogram(maximumSize: 0, maximumScale: -20, zeroThreshold: .nan)
    XCTAssertEqual([least.maximumSize, least.maximumScale], [2, -10])
    XCTAssertEqual(least.zeroThreshold, 0)
    XCTAssertEqual(ExponentialHistogram(maximumScale: 30, zeroThreshold: -1).scale, 20)
  }

  func test_M71_M72_anyOrder_isAsFineAsPossibleAndLosesNothing() {
    var generator = SeededNumbers()
    for size in [2, 3, 5, 20, 160] {
      for _ in 0..<40 {
        let values = (0..<60).map { _ in generator.value() }
        assert(histogram(of: values, maximumSize: size), holds: values)
      }
    }
  }

  func test_reset_keepsNothing() {
    var histogram = histogram(of: [1e-9, 0, -5, 1e9])
    histogram.reset()
    XCTAssertEqual(histogram, ExponentialHistogram())

    histogram.record(3)
    XCTAssertEqual(histogram, self.histogram(of: [3]))
  }

  func test_runs_areLentWithoutEmptyEnds() {
    let run = histogram(of: [2, 8], maximumSize: 4).positive.withRun { offset, counts in
      (offset, counts.indices.map { counts[$0] })
    }
    XCTAssertEqual(run.0, 0)
    XCTAssertEqual(run.1, [1, 0, 1])
    XCTAssertEqual(ExponentialBuckets().withRun { offset, counts in [offset, counts.count] }, [0, 0])
  }

  func test_copies_doNotChangeWithTheOriginal() {
    var histogram = histogram(of: [1, 2])
    let copy = histogram
    histogram.record(1)

    XCTAssertEqual(copy, self.histogram(of: [1, 2]))
  }
}

extension XCTestCase {
  func histogram(of values: [Double], maximumSize: Int = 160) -> ExponentialHistogram {
    var histogram = ExponentialHistogram(maximumSize: maximumSize)
    for value in values { histogram.record(value) }
    return histogram
  }

  /// Fails unless each value is in the bucket of its index, and no finer scale would do.
  func assert(
    _ histogram: ExponentialHistogram,
    holds values: [Double],
    file: StaticString = #filePath,
    line: UInt = #line
  ) {
    var scale = ExponentialScale(20)
    func run(_ sign: Double) -> [Int: UInt64] {
      values.filter { $0 * sign > 0 }.reduce(into: [:]) { $0[scale.index(of: abs($1)), default: 0] += 1 }
    }
    func fits(_ run: [Int: UInt64]) -> Bool {
      guard let low = run.keys.min(), let high = run.keys.max() else { return true }
      return high - low < histogram.maximumSize
    }
    while !fits(run(1)) || !fits(run(-1)) { scale = ExponentialScale(scale.value - 1) }
    XCTAssertEqual(histogram.scale, scale.value, file: file, line: line)
    XCTAssertEqual(histogram.positive.held, run(1), file: file, line: line)
    XCTAssertEqual(histogram.negative.held, run(-1), file: file, line: line)
    XCTAssertEqual(histogram.zeroCount, UInt64(values.count { $0 == 0 }), file: file, line: line)
    XCTAssertEqual(histogram.count, UInt64(values.count), file: file, line: line)
  }
}

extension ExponentialBuckets {
  /// The buckets that hold something.
  fileprivate var held: [Int: UInt64] {
    let numbered = counts.enumerated().map { (offset + $0.offset, $0.element) }
    return Dictionary(uniqueKeysWithValues: numbered.filter { $0.1 > 0 })
  }
}

/// The same numbers in every run: of either sign, zero now and then, over a range that differs from run to run.
struct SeededNumbers {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func value() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let kind = state >> 61
    if kind == 0 { return 0 }
    let spread = Int(state >> 50 & 0x3F) - 32
    let significand = 1 + Double(state >> 20 & 0xFF_FFFF) / 0x1p24
    let value = Double(sign: .plus, exponent: spread, significand: significand)
    return kind < 3 ? -value : value
  }
}
