extension Meter {
  /// An ``ObservableCounter`` of `Value`.
  ///
  /// `callbacks` run at each collection, once for each reader that collects, on a thread of the SDK; they must be
  /// prompt, may run for two readers in turn, and must not observe the same attributes twice (M-21, M-26). They are kept
  /// as long as the provider; ``registerCallback(for:_:)`` makes one that can be removed.
  ///
  /// `attributeKeys` are the only attributes to keep unless a view says otherwise; nil for all (M-13).
  @discardableResult
  public func observableCounter<Value: MeasurementValue>(
    _ name: String,
    of type: Value.Type,
    unit: String = "",
    description: String = "",
    attributeKeys: Set<String>? = nil,
    callbacks: (@Sendable (Observer<Value>) -> Void)...
  ) -> ObservableCounter<Value> {
    let descriptor = InstrumentDescriptor(
      name, .observableCounter, of: type, unit: unit, description: description, attributeKeys: attributeKeys)
    return ObservableCounter(core: observable(descriptor, callbacks))
  }

  /// An ``ObservableCounter`` of `Int64`.
  @discardableResult
  public func observableCounter(
    _ name: String,
    unit: String = "",
    description: String = "",
    attributeKeys: Set<String>? = nil,
    callbacks: (@Sendable (Observer<Int64>) -> Void)...
  ) -> ObservableCounter<Int64> {
    let descriptor = InstrumentDescriptor(
      name, .observableCounter, of: Int64.self, unit: unit, description: description,
      attributeKeys: attributeKeys)
    return ObservableCounter(core: observable(descriptor, callbacks))
  }

  /// An ``ObservableUpDownCounter`` of `Value`.
  ///
  /// See ``observableCounter(_:of:unit:description:attributeKeys:callbacks:)`` for the callbacks.
  @discardableResult
  public func observableUpDownCounter<Value: MeasurementValue>(
    _ name: String,
    of type: Value.Type,
    unit: String = "",
    description: String = "",
    attributeKeys: Set<String>? = nil,
    callbacks: (@Sendable (Observer<Value>) -> Void)...
  ) -> ObservableUpDownCounter<Value> {
    let descriptor = InstrumentDescriptor(
      name, .observableUpDownCounter, of: type, unit: unit, description: description,
      attributeKeys: attributeKeys)
    return ObservableUpDownCounter(core: observable(descriptor, callbacks))
  }

  /// An ``ObservableUpDownCounter`` of `Int64`.
  @discardableResult
  public func observableUpDownCounter(
    _ name: String,
    unit: String = "",
    description: String = "",
    attributeKeys: Set<String>? = nil,
    callbacks: (@Sendable (Observer<Int64>) -> Void)...
  ) -> ObservableUpDownCounter<Int64> {
    let descriptor = InstrumentDescriptor(
      name, .observableUpDownCounter, of: Int64.self, unit: unit, description: description,
      attributeKeys: attributeKeys)
    return ObservableUpDownCounter(core: observable(descriptor, callbacks))
  }

  /// An ``ObservableGauge`` of `Value`.
  ///
  /// See ``observableCounter(_:of:unit:description:attributeKeys:callbacks:)`` for the callbacks.
  @discardableResult
  public func observableGauge<Value: MeasurementValue>(
    _ name: String,
    of type: Value.Type,
    unit: String = "",
    description: String = "",
    attributeKeys: Set<String>? = nil,
    callbacks: (@Sendable (Observer<Value>) -> Void)...
  ) -> ObservableGauge<Value> {
    let descriptor = InstrumentDescriptor(
      name, .observableGauge, of: type, unit: unit, description: description, attributeKeys: attributeKeys)
    return ObservableGauge(core: observable(descriptor, callbacks))
  }

  /// An ``ObservableGauge`` of `Double`.
  @discardableResult
  public func observableGauge(
    _ name: String,
    unit: String = "",
    description: String = "",
    attributeKeys: Set<String>? = nil,
    callbacks: (@Sendable (Observer<Double>) -> Void)...
  ) -> ObservableGauge<Double> {
    let descriptor = InstrumentDescriptor(
      name, .observableGauge, of: Double.self, unit: unit, description: description,
      attributeKeys: attributeKeys)
    return ObservableGauge(core: observable(descriptor, callbacks))
  }

  private func observable<Value: MeasurementValue>(
    _ descriptor: InstrumentDescriptor,
    _ callbacks: [@Sendable (Observer<Value>) -> Void]
  ) -> ObservableCore {
    guard let registry else { return .disabled(descriptor) }
    let core = registry.observable(descriptor)
    for callback in callbacks {
      _ = registry.collector.callbacks.add(
        Callback(for: [core]) { run in callback(Observer(core: core, run: run)) }
      )
    }
    return core
  }
}

extension ObservableCore {
  /// An instrument that does nothing and keeps no callback (M-28).
  static func disabled(_ descriptor: InstrumentDescriptor) -> ObservableCore {
    ObservableCore(descriptor, streams: [], meter: .off, diagnostics: .unheard)
  }
}
