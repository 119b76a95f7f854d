/// A sum that rises and falls: open sessions, queued requests.
///
/// An infinite amount is dropped and reported to ``Diagnostics`` once per instrument.
public struct UpDownCounter<Value: MeasurementValue>: Sendable {
  /// The name, unit and description this instrument exports under.
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

  /// Adds `amount`, which may be negative, to the series that `attributes` identify.
  @specialized(where Value == Int64)
  @specialized(where Value == Double)
  public func add(_ amount: Value, _ attributes: AttributeSet = [:]) {
    guard amount.isFinite else { return diagnostics.reportMisuse(of: descriptor, amount) }
    for stream in streams { stream.table[attributes].add(amount) }
  }
}
