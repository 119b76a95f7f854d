import Synchronization
import Telemetry
import TelemetryTesting

/// What a test of metrics asks about a collection.
extension Bench {
  /// The metric of that name in a collection of now.
  func shown(_ name: String) -> MetricData? {
    reader.shown(name)
  }
}

extension ManualReader {
  /// The metric of that name in a collection of now.
  func shown(_ name: String) -> MetricData? {
    collect().first { $0.name == name }
  }
}

extension MetricData {
  /// The points of a sum or gauge.
  var shownNumbers: [NumberPoint] {
    switch points {
    case .gauge(let points), .sum(let points, _, _): points
    case .histogram, .exponentialHistogram, .summary: []
    }
  }

  /// The value of each series of a sum or gauge.
  var shownValues: [AttributeSet: NumberValue] {
    Dictionary(uniqueKeysWithValues: shownNumbers.map { ($0.attributes, $0.value) })
  }

  /// The points of a histogram with fixed buckets.
  var shownHistograms: [HistogramPoint] {
    if case .histogram(let points, _) = points { points } else { [] }
  }

  /// The points of a histogram with growing buckets.
  var shownExponentials: [ExponentialHistogramPoint] {
    if case .exponentialHistogram(let points, _) = points { points } else { [] }
  }

  /// Totals or differences; nil for what has neither.
  var shownTemporality: Temporality? {
    switch points {
    case .sum(_, let temporality, _), .histogram(_, let temporality),
      .exponentialHistogram(_, let temporality):
      temporality
    case .gauge, .summary:
      nil
    }
  }

  /// Gauge, sum, monotonic sum, histogram, exponential histogram or summary.
  var shownKind: String {
    switch points {
    case .gauge: "gauge"
    case .sum(_, _, let isMonotonic): isMonotonic ? "monotonic sum" : "sum"
    case .histogram: "histogram"
    case .exponentialHistogram: "exponential histogram"
    case .summary: "summary"
    }
  }

  /// The exemplars of all points.
  var shownExemplars: [Exemplar] {
    shownNumbers.flatMap(\.exemplars) + shownHistograms.flatMap(\.exemplars)
      + shownExponentials.flatMap(\.exemplars)
  }
}

/// A value that a test changes between collections, for callbacks to observe.
///
/// Changes of the value that depend on what was there, such as `+= 1`, are for one thread at a time.
final class Reading<Value: Sendable>: Sendable {
  private let state: Mutex<Value>

  init(_ value: Value) {
    state = Mutex(value)
  }

  var value: Value {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }

  /// For changes that depend on what was there, by any thread.
  func change(_ body: (inout Value) -> Void) {
    state.withLock { body(&$0) }
  }
}

/// The random numbers that follow from a seed: the same in every run.
extension Xoshiro256 {
  static func seeded(_ seed: UInt64) -> Xoshiro256 {
    var source = CountingGenerator(state: seed)
    return Xoshiro256(seededBy: &source)
  }
}

/// Steele, Lea and Flood's SplitMix64, which spreads a small seed over all bits.
private struct CountingGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
