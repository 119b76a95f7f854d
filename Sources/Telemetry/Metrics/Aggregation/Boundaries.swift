/// The upper bounds of a histogram's buckets: finite and strictly ascending, so there is nothing left to check
/// while recording.
///
/// There may be any number, but each takes 16 bytes of every series for each thread that records to it, and 16 bytes of
/// every point on the wire.
public struct Boundaries: Hashable, Sendable {
  /// The bounds; value `v` belongs to the first bucket whose bound is not below it (M-65).
  public let values: [Double]

  /// Nil unless `values` are finite and strictly ascending. No bounds at all make one bucket (M-66).
  public init?(_ values: [Double]) {
    guard values.allSatisfy(\.isFinite), zip(values, values.dropFirst()).allSatisfy(<) else { return nil }
    self.values = values
  }

  private init(trusted values: [Double]) {
    self.values = values
  }

  /// The specification's default bounds (M-64).
  public static let standard = Boundaries(
    trusted: [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000]
  )

  /// Which bucket `value` belongs to.
  package func bucket(for value: Double) -> Int {
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low &+ high) >> 1
      if value <= values[middle] { high = middle } else { low = middle &+ 1 }
    }
    return low
  }
}
