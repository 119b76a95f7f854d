import Synchronization

/// Where meters come from: one resource, and the readers that collect what its instruments record.
///
/// A program can make many; ``MeterProvider/global`` is one it may share. Everything is safe from any thread (M-20).
///
/// ```swift
/// let reader = ManualReader()
/// let provider = MeterProvider(resource: Resource(["service.name": "demo"]), readers: [reader])
/// provider.meter(named: "demo").counter("demo.requests").add(1)
/// let metrics = reader.collect()
/// ```
public final class MeterProvider: Sendable {
  /// What may be chosen about a provider.
  public struct Options: Sendable {
    /// What becomes of the measurements of some instruments; see ``View``.
    public var views: [View] = []
    /// How many series a stream holds before further attribute sets share the overflow series, where neither a view nor
    /// the reader says so (M-88): 1 to 10,000,000.
    public var cardinalityLimit = 2_000
    /// How long a series must have been idle before it may give way to others, once the limit was hit. Its total goes to
    /// the overflow series, so that no total is lost. Series of delta readers give way as soon as they are idle.
    public var idleTimeout = Duration.seconds(300)
    /// Which measurements may become exemplars (M-95).
    public var exemplarFilter = ExemplarFilter.traceBased
    /// How long the callbacks of one collection may take in all (M-85).
    ///
    /// A flush and a shutdown leave them no more than their own time, but the last second of it, or half.
    ///
    /// What the callback under way and those behind it observe is missing from a collection whose time is over; the next
    /// one begins with those behind.
    public var callbackBudget = Duration.seconds(10)
    /// What is said of each meter when it is made; nil for the defaults (M-32).
    public var meterConfigurator: @Sendable (InstrumentationScope) -> MeterConfiguration? = { _ in nil }

    /// The defaults.
    public init() {}
  }

  private typealias Configurator = @Sendable (InstrumentationScope) -> MeterConfiguration?

  private struct State {
    var registries: [InstrumentationScope: InstrumentRegistry] = [:]
    var configurator: Configurator
    /// How often the configurator was replaced.
    var generation = 0
    var isShutDown = false
  }

  /// What produces the metrics; ``Resource/default`` unless given.
  public let resource: Resource
  private let readers: [any MetricReader]
  private let collector: MetricCollector
  private let options: Options
  private let clock: any TelemetryClock
  private let diagnostics: Diagnostics
  private let state: Mutex<State>
  private let origin = ProcessOrigin()
  /// What kinds of readers there are, by their numbers.
  private let readerTypes: [String]

  /// A provider whose metrics `readers` collect; without readers nothing is recorded (M-28).
  ///
  /// A reader that belongs to another provider already is reported and left out (M-105).
  public init(
    resource: Resource = .default,
    readers: [any MetricReader],
    options: Options = Options(),
    clock: any TelemetryClock = SystemClock(),
    diagnostics: Diagnostics = Diagnostics()
  ) {
    self.resource = resource
    self.options = options
    self.clock = clock
    self.diagnostics = diagnostics
    readerTypes = readers.map(\.componentType)
    state = Mutex(State(configurator: options.meterConfigurator))
    collector = MetricCollector(
      resource: resource,
      readers: readers.map(\.options),
      callbacks: CallbackRegistry(budget: options.callbackBudget, clock: clock, diagnostics: diagnostics),
      clock: clock,
      diagnostics: diagnostics
    )
    var attached: [any MetricReader] = []
    for (index, reader) in readers.enumerated() {
      if reader.attach(MetricBatch(collector: collector, reader: index)) {
        attached.append(reader)
      } else {
        collector.leaveOut(index)
        let text = "a metric reader was given to a second provider; it goes on collecting the first"
        diagnostics.report(Diagnostic(.error, text))
      }
    }
    self.readers = attached
  }

  /// The meter of a scope; after ``shutdown(within:)`` one that records nothing (M-33).
  public func meter(
    named name: String,
    version: String = "",
    schemaURL: String = "",
    attributes: AttributeSet = [:]
  ) -> Meter {
    let scope = InstrumentationScope(
      name: name, version: version, schemaURL: schemaURL, attributes: attributes)
    if readers.isEmpty || !origin.isHere { return Meter(scope, nil) }
    if name.isEmpty {
      diagnostics.reportOnce("meter:", Diagnostic(.warning, "a meter was asked for without a name"))
    }
    return Meter(scope, registry(of: scope))
  }

  /// Nil after the shutdown. The configurator is the program's code, and asked outside the lock.
  private func registry(of scope: InstrumentationScope) -> InstrumentRegistry? {
    while true {
      let (known, configurator, generation, isShutDown) = state.withLock { state in
        (state.registries[scope], state.configurator, state.generation, state.isShutDown)
      }
      if isShutDown { return nil }
      if let known { return known }
      let isOn = configurator(scope)?.isEnabled ?? true
      let registry = state.withLock { state -> InstrumentRegistry? in
        if let known = state.registries[scope] { return known }
        // Replaced meanwhile: what it said counts no more.
        guard state.generation == generation, !state.isShutDown else { return nil }
        let new = InstrumentRegistry(
          scope: scope, collector: collector, options: options,
          meter: MeterSwitch(isOn, of: scope.name))
        state.registries[scope] = new
        return new
      }
      if let registry { return registry }
    }
  }

  /// Replaces ``Options/meterConfigurator``, for the meters there are as well (M-32).
  ///
  /// A meter that is turned off keeps what it has recorded, and shows it when it is turned on again.
  public func configureMeters(
    _ configurator: @escaping @Sendable (InstrumentationScope) -> MeterConfiguration?
  ) {
    let (registries, generation) = state.withLock { state in
      state.configurator = configurator
      state.generation += 1
      return (state.registries, state.generation)
    }
    let answers = registries.map { scope, registry in
      (registry.meter, isOn: configurator(scope)?.isEnabled ?? true)
    }
    state.withLock { state in
      // Who has replaced it meanwhile, or shut down, knows better.
      guard state.generation == generation, !state.isShutDown else { return }
      for (meter, isOn) in answers { meter.turn(on: isOn) }
    }
  }

  /// Collects and exports everything recorded so far; false when that has not finished in time (M-34), and at once in a
  /// callback, for which the collection would have to wait (FS-28).
  public func flush(within duration: Duration) -> Bool {
    flush(until: clock.instant.advanced(by: duration))
  }

  /// Collects and exports a last time, then stops all readers, side by side; later calls do nothing and return true (M-33).
  ///
  /// Callbacks have what they take of this time but the last second, or half of it.
  public func shutdown(within duration: Duration) -> Bool {
    shutdown(until: clock.instant.advanced(by: duration))
  }

  /// Measures from now on how long the readers of this provider take to collect, into a meter of this provider or another.
  package func measureCollections(into meter: Meter, as components: inout SDKComponents) {
    let meters = CollectionMeters(readerTypes.map { components.next($0) }, meter)
    collector.meters.withLock { $0 = meters }
  }

  /// Whether the calling thread runs a callback or a producer, which is told: to wait for a collection there is to wait for
  /// oneself.
  package func isAskedFromWithin() -> Bool { collector.isAskedFromWithin() }

  /// Waits for no callback beyond `end`, in this collection and all that follow.
  package func endCallbacks(by end: Instant) {
    collector.callbacks.end(by: end)
  }

  package func flush(until deadline: Instant) -> Bool {
    guard origin.isHere, !isAskedFromWithin() else { return false }
    return readers.map { $0.flush(until: deadline) }.allSatisfy(\.self)
  }

  package func shutdown(until deadline: Instant) -> Bool {
    guard origin.isHere else { return true }
    let isFirst = state.withLock { state in
      defer { state.isShutDown = true }
      return !state.isShutDown
    }
    guard isFirst else { return true }
    endCallbacks(by: clock.instant.endOfCollection(before: deadline))
    let isDone = SideWork.all(
      readers.map { reader in { reader.shutdown(until: deadline) } }, until: deadline, clock)
    collector.callbacks.close()
    state.withLock { state in
      for registry in state.registries.values { registry.meter.stop() }
    }
    return isDone
  }
}

/// What is said of a meter as a whole (M-32).
public struct MeterConfiguration: Sendable {
  /// Whether its instruments record anything.
  public var isEnabled: Bool

  /// A meter that records, or one that does not.
  public init(isEnabled: Bool = true) {
    self.isEnabled = isEnabled
  }
}
