/// A sum that rises and falls: open sessions, queued requests.
///
/// Recording is safe from any thread, never waits for a collection and never fails (M-20). An amount that is not finite
/// is dropped and reported to ``Diagnostics`` once per instrument.
public struct UpDownCounter<Value: MeasurementValue>: Sendable {
  @usableFromInline let core: InstrumentCore

  init(_ core: InstrumentCore) {
    self.core = core
  }

  /// What the program said about this counter when it made it.
  public var descriptor: InstrumentDescriptor { core.descriptor }

  /// Whether recording has any effect; may change over time, so ask before each costly measurement (M-18).
  public var isEnabled: Bool { core.isEnabled }

  /// Adds `amount`, which may be negative, to the series that `attributes` identify (M-15).
  @inlinable @inline(__always)
  public func add(_ amount: Value, _ attributes: AttributeLiteral = [:]) {
    unsafe attributes.elements.withUnsafeBufferPointer { unsafe core.record(amount.bits, $0) }
  }

  /// Adds `amount`, which may be negative, to the series that `attributes` identify.
  @inlinable @inline(__always)
  @_disfavoredOverload
  public func add(_ amount: Value, _ attributes: AttributeSet) {
    core.record(amount.bits, attributes)
  }

  /// This counter with its look-up already done, for code that always records the same attributes (M-19).
  @inlinable
  public func bound(to attributes: AttributeSet) -> BoundUpDownCounter<Value> {
    BoundUpDownCounter(BoundSeries(core, attributes))
  }

  /// Ends a series whose subject is gone: its last value is exported once more, then the series disappears.
  public func finish(_ attributes: AttributeSet) {
    core.finish(attributes)
  }
}

/// An ``UpDownCounter`` that always adds to the same series; see ``BoundCounter``.
public struct BoundUpDownCounter<Value: MeasurementValue>: Sendable {
  @usableFromInline let series: BoundSeries

  @usableFromInline
  init(_ series: BoundSeries) {
    self.series = series
  }

  /// Adds `amount`, which may be negative.
  @inlinable @inline(__always)
  public func add(_ amount: Value) {
    if Value.isFloatingPoint {
      series.add(floating: Double(bitPattern: amount.bits))
    } else {
      series.add(whole: Int64(bitPattern: amount.bits))
    }
  }
}
