/// An aggregation with nothing left to decide.
enum ResolvedAggregation: Hashable, Sendable {
  case sum(isMonotonic: Bool)
  case lastValue
  case histogram(Boundaries, DistributionFields)
  case exponentialHistogram(maximumSize: Int, maximumScale: Int, DistributionFields)

  /// Nil to drop the measurements; `advice` are the bounds to use where none are chosen.
  init?(_ aggregation: Aggregation, of descriptor: InstrumentDescriptor, advice: Boundaries?) {
    let kind = descriptor.kind
    switch aggregation {
    case .default:
      self.init(.standard(for: kind), of: descriptor, advice: advice)
    case .drop:
      return nil
    case .sum:
      self = .sum(isMonotonic: kind == .counter || kind == .observableCounter || kind == .histogram)
    case .lastValue:
      self = .lastValue
    case .explicitBucketHistogram(let boundaries, let recordsMinMax):
      self = .histogram(
        boundaries ?? advice ?? .standard,
        DistributionFields(of: kind, minMax: recordsMinMax)
      )
    case .base2ExponentialHistogram(let size, let scale, let recordsMinMax):
      self = .exponentialHistogram(
        maximumSize: min(max(size, 2), ExponentialHistogram.largestSize),
        maximumScale: min(max(scale, -10), 20),
        DistributionFields(of: kind, minMax: recordsMinMax)
      )
    }
  }

  /// How the metric is described on the wire.
  func header(_ name: String, _ description: String, _ unit: String, _ temporality: Temporality)
    -> MetricHeader
  {
    let kind: MetricHeader.Kind =
      switch self {
      case .sum(let isMonotonic): .sum(temporality, isMonotonic: isMonotonic)
      case .lastValue: .gauge
      case .histogram(let boundaries, _): .histogram(temporality, boundaries)
      case .exponentialHistogram: .exponentialHistogram(temporality)
      }
    return MetricHeader(name: name, description: description, unit: unit, kind: kind)
  }
}

/// Which of the fields that are optional a distribution reports.
struct DistributionFields: Hashable, Sendable {
  /// Left out where values can be negative, since the sum of a distribution is read as one that only grows (M-63).
  let hasSum: Bool
  let hasMinMax: Bool

  init(of kind: InstrumentKind, minMax: Bool) {
    hasSum = kind == .histogram || kind == .counter
    hasMinMax = minMax
  }
}
