/// The current value of something that is not added up: a quality score, a rate, a size.
///
/// The last value recorded is exported until the series is finished; NaN and infinities are dropped and reported
/// to ``Diagnostics`` once per instrument.
public struct Gauge<Value: MeasurementValue>: Sendable {
  /// The name, unit and description this gauge exports under.
  public let descriptor: InstrumentDescriptor
  private let streams: [NumberStream<Value>]
  private let diagnostics: Diagnostics

  package init(_ descriptor: InstrumentDescriptor, streams: [NumberStream<Value>], diagnostics: Diagnostics) {
    self.descriptor = descriptor
    self.streams = streams
    self.diagnostics = diagnostics
  }

  /// Whether recording has any effect; may change over time (M-18).
  public var isEnabled: Bool { !streams.isEmpty }

  /// Replaces the value of the series that `attributes` identify.
  @specialized(where Value == Int64)
  @specialized(where Value == Double)
  public func record(_ value: Value, _ attributes: AttributeSet = [:]) {
    guard value.isFinite else { return diagnostics.reportMisuse(of: descriptor, value) }
    for stream in streams { stream.table[attributes].set(value) }
  }

  /// Ends a series whose subject is gone: its last value is exported once more, then the series disappears.
  public func finish(_ attributes: AttributeSet) {
    for stream in streams { stream.table.finish(attributes) }
  }
}
