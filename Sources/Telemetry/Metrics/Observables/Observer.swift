/// Takes the observations of one run of a callback, for one instrument.
///
/// It is good until the callback returns; what is observed later is dropped and told once (M-85). Of two observations of
/// the same attributes in one run the last counts (M-26).
public struct Observer<Value: MeasurementValue>: Sendable {
  let core: ObservableCore
  let run: CallbackRun

  /// Tells the value of the series that `attributes` identify: for counters the total so far, not an increment.
  public func observe(_ value: Value, _ attributes: AttributeSet = [:]) {
    run.observe(value.bits, attributes, of: core)
  }
}

/// Takes the observations of one run of a callback that observes several instruments (M-23).
///
/// It is good until the callback returns. An instrument that the callback was not registered for is refused, and told
/// once.
public struct MultiObserver: Sendable {
  let run: CallbackRun

  /// Tells the total of a series.
  public func observe<Value>(
    _ instrument: ObservableCounter<Value>,
    _ value: Value,
    _ attributes: AttributeSet = [:]
  ) {
    run.observe(value.bits, attributes, of: instrument.core)
  }

  /// Tells the total of a series.
  public func observe<Value>(
    _ instrument: ObservableUpDownCounter<Value>,
    _ value: Value,
    _ attributes: AttributeSet = [:]
  ) {
    run.observe(value.bits, attributes, of: instrument.core)
  }

  /// Tells the value of a series.
  public func observe<Value>(
    _ instrument: ObservableGauge<Value>,
    _ value: Value,
    _ attributes: AttributeSet = [:]
  ) {
    run.observe(value.bits, attributes, of: instrument.core)
  }
}

/// A callback that was registered, to take it away again (M-22).
public struct CallbackRegistration: Sendable {
  let registry: CallbackRegistry?
  let number: Int

  /// Ends the registration: the callback does not run any more once this has returned, unless it runs just now.
  public func remove() {
    registry?.remove(number)
  }
}
