extension Meter {
  /// Registers a callback that observes several instruments of this meter at once, as when one reading gives all of
  /// their values (M-23). An instrument of another meter is refused, and told.
  ///
  /// ```swift
  /// let registration = meter.registerCallback(for: [reads, writes]) { observer in
  ///   let statistics = readDiskStatistics()
  ///   observer.observe(reads, statistics.reads)
  ///   observer.observe(writes, statistics.writes)
  /// }
  /// registration.remove()
  /// ```
  public func registerCallback(
    for instruments: [any ObservableInstrument],
    _ callback: @escaping @Sendable (MultiObserver) -> Void
  ) -> CallbackRegistration {
    let cores = instruments.map(\.identity.core)
    let own = cores.filter { $0.scope == scope }
    guard let registry else { return CallbackRegistration(registry: nil, number: 0) }
    if own.count < cores.count {
      registry.collector.diagnostics.reportOnce(
        "foreign:\(scope.name)",
        Diagnostic(
          .error,
          "a callback of meter \(scope.name) was registered for instruments of another meter; they are left out"
        )
      )
    }
    return registry.collector.callbacks.add(
      .init(instruments: own) { run in callback(MultiObserver(run: run)) }
    )
  }
}
