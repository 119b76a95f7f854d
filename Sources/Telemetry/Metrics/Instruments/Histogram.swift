/// The distribution of values: durations, sizes, positions.
///
/// Values are counted in buckets (``Boundaries``), with their sum, smallest and largest. Recording is safe from any
/// thread, never waits for a collection and never fails (M-20). Negative values, NaN and infinities are dropped and
/// reported to ``Diagnostics`` once per histogram (Z-13).
public struct Histogram<Value: MeasurementValue>: Sendable {
  @usableFromInline let core: InstrumentCore

  init(_ core: InstrumentCore) {
    self.core = core
  }

  /// What the program said about this histogram when it made it.
  public var descriptor: InstrumentDescriptor { core.descriptor }

  /// Whether recording has any effect; may change over time, so ask before each costly measurement (M-18).
  public var isEnabled: Bool { core.isEnabled }

  /// Counts `value`, 0 or more, in the series that `attributes` identify (M-15).
  @inlinable @inline(__always)
  public func record(_ value: Value, _ attributes: AttributeLiteral = [:]) {
    unsafe attributes.elements.withUnsafeBufferPointer { unsafe core.record(value.bits, $0) }
  }

  /// Counts `value`, 0 or more, in the series that `attributes` identify.
  @inlinable @inline(__always)
  @_disfavoredOverload
  public func record(_ value: Value, _ attributes: AttributeSet) {
    core.record(value.bits, attributes)
  }

  /// This histogram with its look-up already done, for code that always records the same attributes (M-19).
  @inlinable
  public func bound(to attributes: AttributeSet) -> BoundHistogram<Value> {
    BoundHistogram(BoundSeries(core, attributes))
  }

  /// Ends a series whose subject is gone: its last value is exported once more, then the series disappears.
  public func finish(_ attributes: AttributeSet) {
    core.finish(attributes)
  }
}

/// A ``Histogram`` that always records into the same series; see ``BoundCounter``.
public struct BoundHistogram<Value: MeasurementValue>: Sendable {
  @usableFromInline let series: BoundSeries

  @usableFromInline
  init(_ series: BoundSeries) {
    self.series = series
  }

  /// Counts `value`, 0 or more.
  @inlinable @inline(__always)
  public func record(_ value: Value) {
    let bits = value.bits
    series.record(Value.isFloatingPoint ? Double(bitPattern: bits) : Double(Int64(bitPattern: bits)), bits)
  }
}
