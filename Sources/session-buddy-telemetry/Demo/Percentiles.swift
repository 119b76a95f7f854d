/// The latest values of something, and how many of them lie below which.
package struct Percentiles: Equatable, Sendable {
  /// How many values are remembered.
  package static let capacity = 8_192

  private var values: [Double] = []
  private var next = 0

  package init() {}

  /// Remembers `value`, as often as it was seen.
  package mutating func add(_ value: Double, times: Int = 1) {
    for _ in 0..<min(max(times, 0), Self.capacity) {
      if values.count < Self.capacity {
        values.append(value)
      } else {
        values[next] = value
        next = (next + 1) % Self.capacity
      }
    }
  }

  /// The smallest value that `share` of all values do not exceed; nil when there are none.
  package func value(at share: Double) -> Double? {
    guard !values.isEmpty else { return nil }
    let rank = Int((share * Double(values.count)).rounded(.up))
    return values.sorted()[min(max(rank, 1), values.count) - 1]
  }
}
