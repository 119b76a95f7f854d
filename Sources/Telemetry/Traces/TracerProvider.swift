/// Where tracers come from: one resource, a sampler, and the processors that see every recorded span.
///
/// A program can make many; ``TracerProvider/global`` is one it may share. Everything is safe from any thread (T-29).
///
/// ```swift
/// let exporter = InMemorySpanExporter()
/// let provider = TracerProvider(processors: [SimpleSpanProcessor(exporter)])
/// provider.tracer(named: "demo").withSpan("search") { span in search() }
/// ```
public final class TracerProvider: Sendable {
  /// Says how the tracer of a scope is configured; nil for the defaults.
  public typealias Configurator = @Sendable (InstrumentationScope) -> TracerConfiguration?

  /// What may be chosen about a provider (T-30).
  public struct Options: Sendable {
    /// Which spans are recorded; by default all but those whose parent was not (T-41).
    public var sampler: any Sampler = ParentBasedSampler(root: AlwaysOnSampler())
    /// Where ids come from.
    public var ids: any IDGenerator = RandomIDGenerator()
    /// How much a span may hold.
    public var limits = SpanLimits()
    /// What is said of each tracer when it is made (T-31).
    public var configurator: Configurator = { _ in nil }
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
  private let diagnostics: Diagnostics
  private let meters: SpanMeters?
  private let origin = ProcessOrigin()
  private let cores: ScopeCores<TracerCore, TracerConfiguration>

  /// A provider whose spans `processors` see, in their order; without processors no span is recorded.
  public init(
    resource: Resource = .default,
    processors: [any SpanProcessor],
    options: Options = Options(),
    clock: any TelemetryClock = SystemClock(),
    diagnostics: Diagnostics = Diagnostics()
  ) {
    self.resource = resource
    self.processors = processors
    self.options = options
    self.clock = clock
    self.diagnostics = diagnostics
    meters = options.selfMeter.map { SpanMeters($0) }
    cores = ScopeCores(options.configurator)
  }

  /// The tracer of a scope; after ``shutdown(within:)`` one whose spans record nothing (T-33).
  ///
  /// It stays good whatever is configured later (T-04). A name that is empty is reported and kept (T-03).
  public func tracer(
    named name: String,
    version: String = "",
    schemaURL: String = "",
    attributes: AttributeSet = [:]
  ) -> Tracer {
    let scope = InstrumentationScope(
      name: name, version: version, schemaURL: schemaURL, attributes: attributes)
    if name.isEmpty, !processors.isEmpty, origin.isHere {
      diagnostics.reportOnce("tracer:", Diagnostic(.warning, "a tracer was asked for without a name"))
    }
    let core =
      !origin.isHere
      ? nil : cores.core(of: scope) { makeCore(scope, processors, $0 ?? TracerConfiguration()) }
    return Tracer(core ?? makeCore(scope, [], TracerConfiguration()))
  }

  private func makeCore(
    _ scope: InstrumentationScope, _ processors: [any SpanProcessor], _ configuration: TracerConfiguration
  ) -> TracerCore {
    TracerCore(
      identity: ScopeIdentity(resource: resource, scope: scope),
      processors: processors,
      options: options,
      configuration: configuration,
      clock: clock,
      diagnostics: diagnostics,
      meters: meters
    )
  }

  /// Replaces ``Options/configurator``, for the tracers there are as well (T-30).
  public func configureTracers(_ configurator: @escaping Configurator) {
    cores.configure(configurator) { core, configuration in
      core.configure(configuration ?? TracerConfiguration())
    }
  }

  /// Exports every span that has ended; false when that has not finished in time (T-34).
  public func flush(within duration: Duration) -> Bool {
    flush(until: clock.instant.advanced(by: duration))
  }

  /// Exports every span that has ended, then stops, all processors side by side; later calls do nothing and return true (T-33).
  public func shutdown(within duration: Duration) -> Bool {
    shutdown(until: clock.instant.advanced(by: duration))
  }

  package func flush(until deadline: Instant) -> Bool {
    guard origin.isHere else { return false }
    return processors.map { $0.flush(until: deadline) }.allSatisfy(\.self)
  }

  package func shutdown(until deadline: Instant) -> Bool {
    guard origin.isHere else { return true }
    guard cores.shutDown() else { return true }
    return SideWork.all(
      processors.map { processor in { processor.shutdown(until: deadline) } }, until: deadline, clock)
  }
}
