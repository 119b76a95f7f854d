/// A sum that only grows: searches served, sessions finished, bytes written.
///
/// Make a counter once, from a ``Meter``, and keep it. Recording is safe from any thread, never waits for a collection
/// and never fails (M-20). A negative or infinite amount is dropped and reported to ``Diagnostics`` once per counter; a
/// sum that can fall is an ``UpDownCounter``.
///
/// ```swift
/// let interactions = meter.counter("session_buddy.search.interactions_total", unit: "{interaction}")
/// interactions.add(1, ["result_type": "reflection", "clicked": true])
/// ```
public struct Counter<Value: MeasurementValue>: Sendable {
  @usableFromInline let core: InstrumentCore

  init(_ core: InstrumentCore) {
    self.core = core
  }

  /// What the program said about this counter when it made it.
  public var descriptor: InstrumentDescriptor { core.descriptor }

  /// Whether recording has any effect; may change over time, so ask before each costly measurement (M-18).
  public var isEnabled: Bool { core.isEnabled }

  /// Adds `amount`, 0 or more, to the series that `attributes` identify (M-14).
  ///
  /// - Complexity: No allocation and no lock once the series is there.
  @inlinable @inline(__always)
  public func add(_ amount: Value, _ attributes: AttributeLiteral = [:]) {
    unsafe attributes.elements.withUnsafeBufferPointer { unsafe core.record(amount.bits, $0) }
  }

  /// Adds `amount`, 0 or more, to the series that `attributes` identify: faster than a literal when they are the same
  /// again and again.
  @inlinable @inline(__always)
  @_disfavoredOverload
  public func add(_ amount: Value, _ attributes: AttributeSet) {
    core.record(amount.bits, attributes)
  }

  /// This counter with its look-up already done, for code that always records the same attributes (M-19).
  @inlinable
  public func bound(to attributes: AttributeSet) -> BoundCounter<Value> {
    BoundCounter(BoundSeries(core, attributes))
  }

  /// Ends a series whose subject is gone: its last value is exported once more, then the series disappears.
  public func finish(_ attributes: AttributeSet) {
    core.finish(attributes)
  }
}

/// A ``Counter`` that always adds to the same series, which is kept as long as this value or a copy of it.
///
/// Whether the series is one of its own or, past the cardinality limit, the overflow series is decided when it is bound,
/// and stays so (M-44).
public struct BoundCounter<Value: MeasurementValue>: Sendable {
  @usableFromInline let series: BoundSeries

  @usableFromInline
  init(_ series: BoundSeries) {
    self.series = series
  }

  /// Adds `amount`, 0 or more.
  ///
  /// - Complexity: A few loads and one store to memory that no other thread writes to.
  @inlinable @inline(__always)
  public func add(_ amount: Value) {
    if Value.isFloatingPoint {
      series.add(floating: Double(bitPattern: amount.bits))
    } else {
      series.add(whole: Int64(bitPattern: amount.bits))
    }
  }
}
