/// How a reader wants its metrics (M-104).
public struct MetricReaderOptions: Sendable {
  /// Totals or differences.
  public var temporality: TemporalityPreference
  /// What becomes of the measurements of a kind when no view says so.
  public var aggregation: @Sendable (InstrumentKind) -> Aggregation
  /// How many series a stream of a kind may have when no view says so; else the provider's limit.
  public var cardinalityLimits: [InstrumentKind: Int]
  /// Other sources of metrics to collect from (M-114).
  public var producers: [any MetricProducer]

  /// What is not given is as the specification has it.
  public init(
    temporality: TemporalityPreference = .cumulative,
    aggregation: @escaping @Sendable (InstrumentKind) -> Aggregation = { _ in .default },
    cardinalityLimits: [InstrumentKind: Int] = [:],
    producers: [any MetricProducer] = []
  ) {
    self.temporality = temporality
    self.aggregation = aggregation
    self.cardinalityLimits = cardinalityLimits
    self.producers = producers
  }
}
