/// A sum that only grows: searches served, sessions finished, bytes written.
///
/// Make a counter once, from a ``Meter``, and keep it. Recording is safe from any thread and never waits for an
/// export.
///
/// ```swift
/// let interactions = meter.counter("session_buddy.search.interactions_total", unit: "{interaction}")
/// interactions.add(1, ["result_type": "reflection", "clicked": true])
/// ```
///
/// A negative or infinite amount is dropped and reported to ``Diagnostics`` once per counter; a sum that can
/// fall is an ``UpDownCounter``.
public struct Counter<Value: MeasurementValue>: Sendable {
  /// The name, unit and description this counter exports under.
  public let descriptor: InstrumentDescriptor
  private let streams: [NumberStream<Value>]
  private let diagnostics: Diagnostics

  package init(_ descriptor: InstrumentDescriptor, streams: [NumberStream<Value>], diagnostics: Diagnostics) {
    self.descriptor = descriptor
    self.streams = streams
    self.diagnostics = diagnostics
  }

  /// Whether recording has any effect; may change over time, so ask before each costly measurement (M-18).
  public var isEnabled: Bool { !streams.isEmpty }

  /// Adds `amount` to the series that `attributes` identify.
  ///
  /// - Complexity: One hash look-up under a lock and one atomic addition for each reader.
  @specialized(where Value == Int64)
  @specialized(where Value == Double)
  public func add(_ amount: Value, _ attributes: AttributeSet = [:]) {
    guard amount >= 0, amount.isFinite else { return diagnostics.reportMisuse(of: descriptor, amount) }
    for stream in streams { stream.table[attributes].add(amount) }
  }

  /// This counter with its look-up already done, for code that always records the same attributes.
  @specialized(where Value == Int64)
  @specialized(where Value == Double)
  public func bound(to attributes: AttributeSet) -> BoundCounter<Value> {
    BoundCounter(descriptor, series: streams.map { $0.table[attributes] }, diagnostics: diagnostics)
  }
}

/// A ``Counter`` that always adds to the same series.
public struct BoundCounter<Value: MeasurementValue>: Sendable {
  private let descriptor: InstrumentDescriptor
  private let series: [NumberSeries<Value>]
  private let diagnostics: Diagnostics

  init(_ descriptor: InstrumentDescriptor, series: [NumberSeries<Value>], diagnostics: Diagnostics) {
    self.descriptor = descriptor
    self.series = series
    self.diagnostics = diagnostics
  }

  /// Adds `amount`.
  ///
  /// - Complexity: One atomic addition for each reader.
  @specialized(where Value == Int64)
  @specialized(where Value == Double)
  public func add(_ amount: Value) {
    guard amount >= 0, amount.isFinite else { return diagnostics.reportMisuse(of: descriptor, amount) }
    for one in series { one.add(amount) }
  }
}

extension Diagnostics {
  /// Tells once per instrument that a value was dropped, and counts every one (Z-13).
  func reportMisuse(of instrument: InstrumentDescriptor, _ value: some MeasurementValue) {
    let takesNegative = instrument.kind == .upDownCounter || instrument.kind == .gauge
    reportOnce(
      "value:\(instrument.name)",
      Diagnostic(
        .warning,
        "\(instrument.name): dropped the value \(value); a \(instrument.kind.rawValue) takes finite values"
          + (takesNegative ? "" : " from 0")
      )
    )
  }
}
