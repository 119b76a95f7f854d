/// What becomes of the measurements of an instrument (M-59).
public enum Aggregation: Hashable, Sendable {
  /// What the reader says, or else what suits the kind of instrument (M-60).
  case `default`
  /// Nothing is kept.
  case drop
  /// Their sum.
  case sum
  /// The last of them.
  case lastValue
  /// Their distribution over fixed buckets; without boundaries those advised by the program, or the specification's.
  case explicitBucketHistogram(boundaries: Boundaries? = nil, recordsMinMax: Bool = true)
  /// Their distribution over buckets that grow by a factor, chosen as fine as `maximumSize` buckets for each sign allow
  /// (M-67). Sizes go from 2 to 16,384 and scales from -10 to 20; what is beyond counts as the nearest (M-70).
  case base2ExponentialHistogram(maximumSize: Int = 160, maximumScale: Int = 20, recordsMinMax: Bool = true)

  /// What suits a kind when nobody says anything else.
  public static func standard(for kind: InstrumentKind) -> Aggregation {
    switch kind {
    case .counter, .upDownCounter, .observableCounter, .observableUpDownCounter: .sum
    case .gauge, .observableGauge: .lastValue
    case .histogram: .explicitBucketHistogram()
    }
  }

  /// Whether measurements of `kind` can be aggregated so (M-56).
  ///
  /// Observations are totals or states of things: their distribution over collections means nothing.
  func suits(_ kind: InstrumentKind) -> Bool {
    switch self {
    case .default, .drop: true
    case .sum: kind != .gauge && kind != .observableGauge
    case .lastValue: kind == .gauge || kind == .observableGauge
    case .explicitBucketHistogram, .base2ExponentialHistogram: !kind.isObservable
    }
  }
}
