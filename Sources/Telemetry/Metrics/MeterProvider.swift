import Synchronization

/// Where meters come from: one resource, and the readers that collect what its instruments record.
///
/// A program can make many; none is global. Everything is safe from any thread.
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
    /// How many series a stream holds before further attribute sets share the overflow series (M-88).
    public var cardinalityLimit = 2_000
    /// Whether an instrument is recorded at all; asked once, when it is made.
    public var isEnabled: @Sendable (InstrumentDescriptor) -> Bool = { _ in true }

    /// The defaults.
    public init() {}
  }

  private struct State {
    var registries: [InstrumentationScope: InstrumentRegistry] = [:]
    var isShutDown = false
  }

  /// What produces the metrics; ``Resource/default`` unless given.
  public let resource: Resource
  private let readers: [any MetricReader]
  private let sources: [MetricSource]
  private let options: Options
  private let clock: any TelemetryClock
  private let diagnostics: Diagnostics
  private let state = Mutex(State())

  /// A provider whose metrics `readers` collect; without readers nothing is recorded.
  public init(
    resource: Resource = .default,
    readers: [any MetricReader],
    options: Options = Options(),
    clock: any TelemetryClock = SystemClock(),
    diagnostics: Diagnostics = Diagnostics()
  ) {
    self.resource = resource
    self.readers = readers
    self.options = options
    self.clock = clock
    self.diagnostics = diagnostics
    sources = readers.map { _ in MetricSource(resource: resource, clock: clock) }
    for (reader, source) in zip(readers, sources) { reader.attach(MetricBatch(source)) }
  }

  /// The meter of a scope; after ``shutdown(within:)`` one that records nothing (M-33).
  public func meter(
    named name: String,
    version: String = "",
    schemaURL: String = "",
    attributes: AttributeSet = [:]
  ) -> Meter {
    if name.isEmpty {
      diagnostics.reportOnce("meter:", Diagnostic(.warning, "a meter was asked for without a name"))
    }
    let scope = InstrumentationScope(
      name: name,
      version: version,
      schemaURL: schemaURL,
      attributes: attributes
    )
    return Meter(
      state.withLock { state in
        if !state.isShutDown, let known = state.registries[scope] { return known }
        let new = InstrumentRegistry(
          scope: scope,
          sources: state.isShutDown ? [] : sources,
          options: options,
          clock: clock,
          diagnostics: diagnostics
        )
        if !state.isShutDown { state.registries[scope] = new }
        return new
      }
    )
  }

  /// Collects and exports everything recorded so far; false when that has not finished in time (M-34).
  public func flush(within duration: Duration) -> Bool {
    flush(until: clock.instant.advanced(by: duration))
  }

  /// Collects and exports a last time, then stops all readers; later calls do nothing and return true (M-33).
  public func shutdown(within duration: Duration) -> Bool {
    shutdown(until: clock.instant.advanced(by: duration))
  }

  package func flush(until deadline: Instant) -> Bool {
    readers.map { $0.flush(until: deadline) }.allSatisfy(\.self)
  }

  package func shutdown(until deadline: Instant) -> Bool {
    let isFirst = state.withLock { state in
      defer { state.isShutDown = true }
      return !state.isShutDown
    }
    guard isFirst else { return true }
    return readers.map { $0.shutdown(until: deadline) }.allSatisfy(\.self)
  }
}
