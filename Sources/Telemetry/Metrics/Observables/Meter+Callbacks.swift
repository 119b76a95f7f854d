extension Meter {
  /// Registers a callback that observes several instruments of this meter at once, as when one reading gives all of
  /// their values (M-23). An instrument of another meter, or of another provider, is left out, and told.
  ///
  /// The callback runs at each collection, once for each reader that collects, on a thread of the SDK; it must be
  /// prompt, may run for two readers in turn, and must not observe the same attributes twice (M-26). It may record, make
  /// instruments and register callbacks; what it collects is refused.
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
    guard let registry else { return CallbackRegistration(registry: nil, number: 0) }
    let own = cores.filter { $0.meter === registry.meter }
    if own.count < cores.count {
      registry.collector.diagnostics.reportOnce(
        "foreign:\(scope.name)",
        Diagnostic(
          .error,
          "a callback of meter \(scope.name.quotable) was registered for instruments of another meter; they are left out"
        )
      )
    }
    return registry.collector.callbacks.add(Callback(for: own) { run in callback(MultiObserver(run: run)) })
  }
}
