import Synchronization

/// Where tracers come from: one resource, a sampler, and the processors that see every recorded span.
///
/// A program can make many; none is global. Everything is safe from any thread.
public final class TracerProvider: Sendable {
  /// What may be chosen about a provider.
  public struct Options: Sendable {
    /// Which spans are recorded; by default all but those whose parent was not (T-41).
    public var sampler: any Sampler = ParentBasedSampler(root: AlwaysOnSampler())
    /// Where ids come from.
    public var ids: any IDGenerator = RandomIDGenerator()
    /// How much a span may hold.
    public var limits = SpanLimits()
    /// Where the provider counts its own spans, as `otel.sdk.span.started` and `otel.sdk.span.live`; nil for nowhere
    /// (O-03, O-04, O-05).
    public var selfMeter: Meter?

    /// The defaults.
    public init() {}
  }

  /// What produces the spans; ``Resource/default`` unless given.
  public let resource: Resource
  private let processors: [any SpanProcessor]
  private let options: Options
  private let clock: any TelemetryClock
  private let meters: SpanMeters?
  private let isShutDown = Atomic(false)
  /// One core per scope, so that the spans of a scope travel together.
  private let cores = Mutex<[InstrumentationScope: TracerCore]>([:])

  /// A provider whose spans `processors` see; without processors no span is recorded.
  public init(
    resource: Resource = .default,
    processors: [any SpanProcessor],
    options: Options = Options(),
    clock: any TelemetryClock = SystemClock()
  ) {
    self.resource = resource
    self.processors = processors
    self.options = options
    self.clock = clock
    meters = options.selfMeter.map { SpanMeters($0) }
  }

  /// The tracer of a scope; after ``shutdown(within:)`` one whose spans record nothing (T-33).
  public func tracer(
    named name: String,
    version: String = "",
    schemaURL: String = "",
    attributes: AttributeSet = [:]
  ) -> Tracer {
    let scope = InstrumentationScope(
      name: name,
      version: version,
      schemaURL: schemaURL,
      attributes: attributes
    )
    if isShutDown.load(ordering: .acquiring) { return Tracer(makeCore(scope, processors: [])) }
    return Tracer(
      cores.withLock { cores in
        let core = cores[scope] ?? makeCore(scope, processors: processors)
        cores[scope] = core
        return core
      }
    )
  }

  private func makeCore(_ scope: InstrumentationScope, processors: [any SpanProcessor]) -> TracerCore {
    TracerCore(
      identity: ScopeIdentity(resource: resource, scope: scope),
      processors: processors,
      options: options,
      clock: clock,
      meters: meters
    )
  }

  /// Exports every span that has ended; false when that has not finished in time (T-34).
  public func flush(within duration: Duration) -> Bool {
    flush(until: clock.instant.advanced(by: duration))
  }

  /// Exports every span that has ended, then stops; later calls do nothing and return true (T-33).
  public func shutdown(within duration: Duration) -> Bool {
    shutdown(until: clock.instant.advanced(by: duration))
  }

  package func flush(until deadline: Instant) -> Bool {
    processors.map { $0.flush(until: deadline) }.allSatisfy(\.self)
  }

  package func shutdown(until deadline: Instant) -> Bool {
    guard !isShutDown.exchange(true, ordering: .acquiringAndReleasing) else { return true }
    return processors.map { $0.shutdown(until: deadline) }.allSatisfy(\.self)
  }
}
