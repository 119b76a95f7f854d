import Telemetry
import XCTest

/// What was recorded of an instrument, or shown of it: how many values a distribution counts, and the sum of all.
struct Amount: Equatable, CustomStringConvertible {
  var count: UInt64 = 0
  var sum = 0.0

  var description: String { "\(count) values, \(sum)" }

  static func + (one: Amount, other: Amount) -> Amount {
    Amount(count: one.count &+ other.count, sum: one.sum + other.sum)
  }
}

/// Adds up what one reader is shown, collection by collection.
struct Account {
  /// How points of one series add up.
  enum Rule {
    /// The last point of each series says it all; one that ends and comes back has two, with a start of its own each.
    case lives
    /// The last collection says it all.
    case collections
  }

  private struct Life: Hashable {
    let attributes: AttributeSet
    let start: Timestamp?
  }

  private let rule: Rule
  private var differences: [String: Amount] = [:]
  private var lives: [String: [Life: Amount]] = [:]
  /// The last value of each gauge's series.
  private(set) var values: [String: [AttributeSet: Double]] = [:]
  /// Whether the values of a gauge's series never fell.
  private(set) var isRising = true
  /// Whether the buckets of every distribution held as many values as it counted.
  private(set) var isConsistent = true

  init(_ rule: Rule) {
    self.rule = rule
  }

  /// What was shown of each sum and distribution in all.
  var totals: [String: Amount] {
    lives.mapValues { $0.values.reduce(Amount(), +) }.merging(differences, uniquingKeysWith: +)
  }

  mutating func take(_ metrics: [MetricData]) {
    if rule == .collections { lives.removeAll() }
    for metric in metrics {
      switch metric.points {
      case .gauge(let points):
        for point in points { take(point.value.asDouble, of: metric.name, point.attributes) }
      case .sum(let points, let temporality, _):
        for point in points {
          take(Amount(sum: point.value.asDouble), temporality, metric.name, point.attributes, point.start)
        }
      case .histogram(let points, let temporality):
        for point in points {
          isConsistent = isConsistent && point.bucketCounts.reduce(0, +) == point.count
          let amount = Amount(count: point.count, sum: point.sum ?? .nan)
          take(amount, temporality, metric.name, point.attributes, point.start)
        }
      case .exponentialHistogram(let points, let temporality):
        for point in points {
          let amount = Amount(count: point.count, sum: point.sum ?? .nan)
          take(amount, temporality, metric.name, point.attributes, point.start)
        }
      case .summary: break
      }
    }
  }

  private mutating func take(_ value: Double, of name: String, _ attributes: AttributeSet) {
    isRising = isRising && value >= values[name]?[attributes] ?? value
    values[name, default: [:]][attributes] = value
  }

  private mutating func take(
    _ amount: Amount,
    _ temporality: Temporality,
    _ name: String,
    _ attributes: AttributeSet,
    _ start: Timestamp?
  ) {
    switch temporality {
    case .delta: differences[name, default: Amount()] = differences[name, default: Amount()] + amount
    case .cumulative: lives[name, default: [:]][Life(attributes: attributes, start: start)] = amount
    }
  }
}
