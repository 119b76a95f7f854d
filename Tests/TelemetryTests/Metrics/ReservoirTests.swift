import Telemetry
import TelemetryTesting
import XCTest

/// With which probability a measurement is kept (M-101, M-102).
final class ReservoirTests: XCTestCase {
  private func candidate(_ value: Double) -> ExemplarCandidate {
    ExemplarCandidate(
      value: .double(value), attributes: [:], span: nil, time: Timestamp(nanosecondsSinceEpoch: 0))
  }

  /// How often each of `count` values is kept when they are offered in order, `rounds` times.
  private func keptCounts(_ reservoir: any ExemplarReservoir, offering count: Int, rounds: Int) -> [Int] {
    var kept = [Int](repeating: 0, count: count)
    for _ in 0..<rounds {
      for value in 0..<count { reservoir.offer(candidate(Double(value))) }
      for exemplar in reservoir.collect() { kept[Int(exemplar.value.asDouble)] += 1 }
    }
    return kept
  }

  func test_M101_everyMeasurement_isKeptWithTheSameProbability() {
    let reservoir = SimpleFixedSizeReservoir(size: 4, random: .seeded(1))
    let kept = keptCounts(reservoir, offering: 20, rounds: 20_000)

    XCTAssertEqual(kept.reduce(0, +), 80_000)
    // One in five, give or take five standard deviations of 57.
    for (value, count) in kept.enumerated() {
      XCTAssertEqual(Double(count), 4_000, accuracy: 283, "value \(value)")
    }
  }

  func test_M101_reservoirOfOne_keepsTheFirstAsOftenAsTheLast() {
    let kept = keptCounts(SimpleFixedSizeReservoir(size: 1, random: .seeded(2)), offering: 5, rounds: 20_000)

    XCTAssertEqual(kept.reduce(0, +), 20_000)
    for count in kept { XCTAssertEqual(Double(count), 4_000, accuracy: 283) }
  }

  func test_M101_eachCollection_startsAnew() {
    let reservoir = SimpleFixedSizeReservoir(size: 2, random: .seeded(3))
    for value in 0..<10_000 { reservoir.offer(candidate(Double(value))) }
    XCTAssertEqual(reservoir.collect().count, 2)
    XCTAssertEqual(reservoir.collect().count, 0)

    // Had it gone on counting, the last two would hardly ever be kept.
    for count in keptCounts(reservoir, offering: 4, rounds: 2_000) {
      XCTAssertEqual(Double(count), 1_000, accuracy: 112)
    }
  }

  func test_M101_fewerThanItsSize_areAllKept() {
    let reservoir = SimpleFixedSizeReservoir(size: 4, random: .seeded(4))

    XCTAssertEqual(keptCounts(reservoir, offering: 3, rounds: 10), [10, 10, 10])
  }

  func test_M101_sizeBelowOne_isOne() {
    XCTAssertEqual(keptCounts(SimpleFixedSizeReservoir(size: -1), offering: 1, rounds: 3), [3])
  }

  func test_M102_ofEachBucket_oneIsKeptWithTheSameProbability() throws {
    let bounds = try XCTUnwrap(Boundaries([4, 9]))
    let reservoir = AlignedHistogramBucketReservoir(bounds, random: .seeded(5))
    let kept = keptCounts(reservoir, offering: 15, rounds: 20_000)

    // Five values to each of the three buckets.
    for bucket in 0..<3 { XCTAssertEqual(kept[5 * bucket..<5 * bucket + 5].reduce(0, +), 20_000) }
    for count in kept { XCTAssertEqual(Double(count), 4_000, accuracy: 283) }
  }

  func test_M102_eachCollection_startsAnew() throws {
    let bounds = try XCTUnwrap(Boundaries([1]))
    let reservoir = AlignedHistogramBucketReservoir(bounds, random: .seeded(6))
    for _ in 0..<10_000 { reservoir.offer(candidate(0)) }
    XCTAssertEqual(reservoir.collect().map(\.value), [.double(0)])
    XCTAssertEqual(reservoir.collect().count, 0)

    XCTAssertEqual(keptCounts(reservoir, offering: 1, rounds: 100), [100])
  }
}
