/// The current value of something that is not added up: a quality score, a rate, a size.
///
/// The last value recorded is exported until the series is finished. Recording is safe from any thread, never waits for
/// a collection and never fails (M-20). NaN and infinities are dropped and reported to ``Diagnostics`` once per gauge.
public struct Gauge<Value: MeasurementValue>: Sendable {
  @usableFromInline let core: InstrumentCore

  init(_ core: InstrumentCore) {
    self.core = core
  }

  /// What the program said about this gauge when it made it.
  public var descriptor: InstrumentDescriptor { core.descriptor }

  /// Whether recording has any effect; may change over time, so ask before each costly measurement (M-18).
  public var isEnabled: Bool { core.isEnabled }

  /// Replaces the value of the series that `attributes` identify (M-15).
  @inlinable @inline(__always)
  public func record(_ value: Value, _ attributes: AttributeLiteral = [:]) {
    unsafe attributes.elements.withUnsafeBufferPointer { unsafe core.record(value.bits, $0) }
  }

  /// Replaces the value of the series that `attributes` identify.
  @inlinable @inline(__always)
  @_disfavoredOverload
  public func record(_ value: Value, _ attributes: AttributeSet) {
    core.record(value.bits, attributes)
  }

  /// This gauge with its look-up already done, for code that always records the same attributes (M-19).
  @inlinable
  public func bound(to attributes: AttributeSet) -> BoundGauge<Value> {
    BoundGauge(BoundSeries(core, attributes))
  }

  /// Ends a series whose subject is gone: its last value is exported once more, then the series disappears.
  public func finish(_ attributes: AttributeSet) {
    core.finish(attributes)
  }
}

/// A ``Gauge`` that always records into the same series; see ``BoundCounter``.
public struct BoundGauge<Value: MeasurementValue>: Sendable {
  @usableFromInline let series: BoundSeries

  @usableFromInline
  init(_ series: BoundSeries) {
    self.series = series
  }

  /// Replaces the value.
  @inlinable @inline(__always)
  public func record(_ value: Value) {
    series.record(value.bits)
  }
}
