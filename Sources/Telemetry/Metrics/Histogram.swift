/// The distribution of values: durations, sizes, positions.
///
/// Values are counted in buckets (``Boundaries``), with their sum, smallest and largest. Negative values, NaN
/// and infinities are dropped and reported to ``Diagnostics`` once per histogram (Z-13).
public struct Histogram<Value: MeasurementValue>: Sendable {
  /// The name, unit and description this histogram exports under.
  public let descriptor: InstrumentDescriptor
  private let streams: [HistogramStream]
  private let diagnostics: Diagnostics

  package init(_ descriptor: InstrumentDescriptor, streams: [HistogramStream], diagnostics: Diagnostics) {
    self.descriptor = descriptor
    self.streams = streams
    self.diagnostics = diagnostics
  }

  /// Whether recording has any effect; may change over time (M-18).
  public var isEnabled: Bool { !streams.isEmpty }

  /// Counts `value` in the series that `attributes` identify.
  @specialized(where Value == Int64)
  @specialized(where Value == Double)
  public func record(_ value: Value, _ attributes: AttributeSet = [:]) {
    guard value >= 0, value.isFinite else { return diagnostics.reportMisuse(of: descriptor, value) }
    for stream in streams { stream.table[attributes].record(value.asDouble) }
  }

  /// This histogram with its look-up already done.
  public func bound(to attributes: AttributeSet) -> BoundHistogram<Value> {
    BoundHistogram(descriptor, series: streams.map { $0.table[attributes] }, diagnostics: diagnostics)
  }
}

/// A ``Histogram`` that always records into the same series.
public struct BoundHistogram<Value: MeasurementValue>: Sendable {
  private let descriptor: InstrumentDescriptor
  private let series: [HistogramSeries]
  private let diagnostics: Diagnostics

  init(_ descriptor: InstrumentDescriptor, series: [HistogramSeries], diagnostics: Diagnostics) {
    self.descriptor = descriptor
    self.series = series
    self.diagnostics = diagnostics
  }

  /// Counts `value`.
  @specialized(where Value == Int64)
  @specialized(where Value == Double)
  public func record(_ value: Value) {
    guard value >= 0, value.isFinite else { return diagnostics.reportMisuse(of: descriptor, value) }
    for one in series { one.record(value.asDouble) }
  }
}
