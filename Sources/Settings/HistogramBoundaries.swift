/// The bucket boundaries of all histograms whose names fit a pattern.
///
/// Of several whose pattern fits, the first in order decides. Settings are refused unless the boundaries are
/// finite, ascending, and at most ``maximumCount``.
public struct HistogramBoundaries: Equatable, Sendable {
  /// The most boundaries a histogram may be given.
  public static let maximumCount = 1024

  /// Which histograms are meant.
  public var pattern: GlobPattern
  /// The inclusive upper bounds of the buckets, in the unit of the histogram; none at all make one bucket.
  public var values: [Double]

  /// Boundaries for the histograms that fit `pattern`.
  public init(_ pattern: GlobPattern, _ values: [Double]) {
    self.pattern = pattern
    self.values = values
  }

  /// The first boundary that cannot be meant and why; without an index the list as a whole is the problem.
  var problem: (index: Int?, problem: ValueProblem)? {
    guard values.count <= Self.maximumCount else {
      return (nil, ValueProblem(expected: "at most \(Self.maximumCount) boundaries", found: "more"))
    }
    for (index, value) in values.enumerated() {
      guard value.isFinite else {
        return (index, ValueProblem(expected: Self.expectedItem, found: value.shown))
      }
      guard index == 0 || value > values[index - 1] else {
        let expected = "a number above the \(values[index - 1].shown) before it"
        return (index, ValueProblem(expected: expected, found: value.shown))
      }
    }
    return nil
  }

  static let expectedItem = "a finite number"
}
