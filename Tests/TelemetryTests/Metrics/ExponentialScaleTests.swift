import Telemetry
import XCTest

final class ExponentialScaleTests: XCTestCase {
  private static let scales = [20, 10, 3, 1, 0, -1, -4, -10, -11]
  /// What bucket each value belongs to at each of these scales, computed with 300 bits.
  private static let golden: [(value: Double, indices: [Int])] = [
    (1, [-1, -1, -1, -1, -1, -1, -1, -1, -1]),
    (1.0.nextUp, [0, 0, 0, 0, 0, 0, 0, 0, 0]),
    (1.5, [613_377, 599, 4, 1, 0, 0, 0, 0, 0]),
    (2.0.nextDown, [1_048_575, 1_023, 7, 1, 0, 0, 0, 0, 0]),
    (2, [1_048_575, 1_023, 7, 1, 0, 0, 0, 0, 0]),
    (3, [1_661_953, 1_623, 12, 3, 1, 0, 0, 0, 0]),
    (4, [2_097_151, 2_047, 15, 3, 1, 0, 0, 0, 0]),
    (10, [3_483_294, 3_401, 26, 6, 3, 1, 0, 0, 0]),
    (1_000, [10_449_882, 10_204, 79, 19, 9, 4, 0, 0, 0]),
    (0.5, [-1_048_577, -1_025, -9, -3, -2, -1, -1, -1, -1]),
    (0.25, [-2_097_153, -2_049, -17, -5, -3, -2, -1, -1, -1]),
    (0x1p-1022, [-1_071_644_673, -1_046_529, -8_177, -2_045, -1_023, -512, -64, -1, -1]),
    (0x1p-1074, [-1_126_170_625, -1_099_777, -8_593, -2_149, -1_075, -538, -68, -2, -1]),
    (.greatestFiniteMagnitude, [1_073_741_823, 1_048_575, 8_191, 2_047, 1_023, 511, 63, 0, 0]),
  ]

  func test_M68_M73_goldenValues_haveTheirBuckets() {
    for (value, indices) in Self.golden {
      for (scale, index) in zip(Self.scales, indices) {
        XCTAssertEqual(ExponentialScale(scale).index(of: value), index, "\(value) at scale \(scale)")
      }
    }
  }

  func test_M73_everyPowerOfTwo_endsItsBucketAtEveryScale() {
    for scale in 0...20 {
      for exponent in -1_074...1_023 {
        let value = Double(sign: .plus, exponent: exponent, significand: 1)
        let index = ExponentialScale(scale).index(of: value)
        XCTAssertEqual(index, (exponent << scale) - 1, "2^\(exponent) at scale \(scale)")
      }
    }
  }

  func test_M69_subnormalNumbers_areAsFineAsOthers() {
    let value = Double(bitPattern: 3)
    // 3 * 2^-1074 lies as far into its octave as 3 does.
    XCTAssertEqual(ExponentialScale(20).index(of: value), 1_661_953 - (1_074 << 20))
    XCTAssertEqual(ExponentialScale(1).index(of: value), 3 - (1_074 << 1))
    XCTAssertEqual(ExponentialScale(0).index(of: value), 1 - 1_074)
  }

  func test_M70_scalesBeyondWhatIsPossible_areTakenToTheNearest() {
    XCTAssertEqual(ExponentialScale(21).value, 20)
    XCTAssertEqual(ExponentialScale(-12).value, -11)
  }

  func test_M72_aCoarserScale_mergesWholeBuckets() {
    var value = Double(bitPattern: 19)
    while value < 1e300 {
      let fine = ExponentialScale(20).index(of: value)
      for scale in -11..<20 {
        XCTAssertEqual(ExponentialScale(scale).index(of: value), fine >> (20 - scale), "\(value) at \(scale)")
      }
      value = value * 1.37 + .leastNonzeroMagnitude
    }
  }

  func test_upperBounds_belongToTheirBucket() {
    XCTAssertEqual(ExponentialScale(3).upperBound(of: 7), 2)
    XCTAssertEqual(ExponentialScale(1).upperBound(of: 0), 2.0.squareRoot().nextDown)
    XCTAssertEqual(ExponentialScale(0).upperBound(of: -1_075), 0x1p-1074)
    XCTAssertEqual(ExponentialScale(-1).upperBound(of: -1), 1)
    XCTAssertEqual(ExponentialScale(-11).upperBound(of: 0), .greatestFiniteMagnitude)
    XCTAssertEqual(ExponentialScale(20).upperBound(of: 1_073_741_823), .greatestFiniteMagnitude)
    // Between the two least numbers lie buckets that hold none: they end at the lesser one.
    XCTAssertEqual(ExponentialScale(20).upperBound(of: -1_126_000_000), 0x1p-1074)
    for scale in [20, 11, 5, 1] {
      for index in stride(from: -1_022 << scale, to: 1_023 << scale, by: (1 << scale) / 3 + 1) {
        let bound = ExponentialScale(scale).upperBound(of: index)
        XCTAssertEqual(ExponentialScale(scale).index(of: bound), index, "\(bound) at \(scale)")
        XCTAssertEqual(ExponentialScale(scale).index(of: bound.nextUp), index + 1, "\(bound) at \(scale)")
      }
    }
  }
}
