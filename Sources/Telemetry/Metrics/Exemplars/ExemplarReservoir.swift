/// A measurement that may become an exemplar.
public struct ExemplarCandidate: Sendable {
  /// What was measured.
  public let value: NumberValue
  /// All attributes it was recorded with, those included that a view drops.
  public let attributes: AttributeSet
  /// The active span; nil outside any.
  public let span: SpanContext?
  /// When it was recorded.
  public let time: Timestamp

  /// A measurement of these parts; the SDK makes them, and so do tests of a reservoir.
  public init(value: NumberValue, attributes: AttributeSet, span: SpanContext?, time: Timestamp) {
    self.value = value
    self.attributes = attributes
    self.span = span
    self.time = time
  }
}

/// Keeps a few measurements of one series between two collections (M-96).
///
/// The SDK never calls two methods of one reservoir at once. Both are called under locks of the instrument, and so is what
/// makes a reservoir: they must be short, and must not record, since that would wait for itself.
public protocol ExemplarReservoir: AnyObject, Sendable {
  /// Considers a measurement.
  func offer(_ candidate: ExemplarCandidate)
  /// What was kept since the last time, and forgets it.
  func collect() -> [ExemplarCandidate]
}

/// Which measurements may become exemplars (M-95).
public enum ExemplarFilter: Sendable, Hashable {
  /// All of them.
  case alwaysOn
  /// None: recording costs nothing for exemplars.
  case alwaysOff
  /// Those made while a sampled span is current.
  case traceBased
}

/// Makes the reservoir of each series of a stream; a view can choose it (M-103).
public struct ExemplarReservoirFactory: Sendable {
  let make: @Sendable () -> any ExemplarReservoir

  /// A factory that calls `make` once for each series that has measurements to keep.
  public init(_ make: @escaping @Sendable () -> any ExemplarReservoir) {
    self.make = make
  }

  /// Reservoirs of `size` measurements, 1 to 16,384, each as likely as any other (M-101).
  public static func simpleFixedSize(_ size: Int = 1) -> ExemplarReservoirFactory {
    ExemplarReservoirFactory { SimpleFixedSizeReservoir(size: size) }
  }

  /// Reservoirs of one measurement for each bucket between `boundaries`, each as likely as any other (M-102).
  public static func alignedHistogramBucket(_ boundaries: Boundaries) -> ExemplarReservoirFactory {
    ExemplarReservoirFactory { AlignedHistogramBucketReservoir(boundaries) }
  }

  /// What suits an aggregation when no view says anything else (M-100).
  init(for aggregation: ResolvedAggregation) {
    self =
      switch aggregation {
      case .histogram(let boundaries, _) where !boundaries.values.isEmpty: .alignedHistogramBucket(boundaries)
      case .exponentialHistogram(let size, _, _): .simpleFixedSize(min(20, size))
      case .histogram, .sum, .lastValue: .simpleFixedSize()
      }
  }
}
