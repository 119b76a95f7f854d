/// What all spans of one tracer need.
package final class TracerCore: Sendable {
  package let identity: ScopeIdentity
  package let processors: [any SpanProcessor]
  package let sampler: any Sampler
  package let ids: any IDGenerator
  package let limits: SpanLimits
  package let clock: any TelemetryClock
  /// Nil unless the provider counts its spans.
  let meters: SpanMeters?

  package init(
    identity: ScopeIdentity,
    processors: [any SpanProcessor],
    options: TracerProvider.Options,
    clock: any TelemetryClock,
    meters: SpanMeters? = nil
  ) {
    self.identity = identity
    self.processors = processors
    sampler = options.sampler
    ids = options.ids
    limits = options.limits
    self.clock = clock
    self.meters = meters
  }
}

/// Makes the spans of one instrumentation scope.
public struct Tracer: Sendable {
  private let core: TracerCore

  package init(_ core: TracerCore) {
    self.core = core
  }

  /// Which parent a new span gets.
  public enum Parent: Sendable {
    /// The span the current task works in, if any.
    case current
    /// None: the span begins a new trace.
    case root
    /// The span with this identity, local or remote.
    case context(SpanContext)
  }

  /// Whether spans have any effect; may change over time (T-05).
  public var isEnabled: Bool { !core.processors.isEmpty }

  /// Starts a span; it does not become the current one (T-11).
  ///
  /// Give attributes and links here when they are known: samplers see only those (T-13).
  public func startSpan(
    _ name: String,
    kind: SpanKind = .internal,
    parent: Parent = .current,
    attributes: AttributeSet = [:],
    links: [SpanLink] = [],
    at start: Timestamp? = nil
  ) -> Span {
    let parent = resolve(parent)
    guard isEnabled else { return Span(nonRecording: parent ?? .invalid) }
    let traceID = parent?.traceID ?? core.ids.makeTraceID()
    let decision = core.sampler.decide(
      SamplingRequest(parent: parent, traceID: traceID, name: name, kind: kind, attributes: attributes)
    )
    let context = SpanContext(
      traceID: traceID,
      spanID: core.ids.makeSpanID(),
      flags: flags(parent, decision),
      traceState: parent?.traceState ?? ""
    )
    core.meters?.noteStart(parent: parent, decision)
    guard decision != .drop else { return Span(nonRecording: context) }
    var content = SpanContent(name: name)
    for entry in attributes { content.set(entry.key, entry.value, within: core.limits) }
    for link in links { content.add(core.limits.limited(link), limit: core.limits.linkCount) }
    let span = Span(
      context: context,
      parent: parent,
      tracer: core,
      kind: kind,
      start: start,
      content: content
    )
    for processor in core.processors { processor.onStart(span) }
    return span
  }

  /// Runs `body` in a new span that is current meanwhile; a thrown error is recorded and makes the status error.
  public func withSpan<Result, Failure: Error>(
    _ name: String,
    kind: SpanKind = .internal,
    parent: Parent = .current,
    attributes: AttributeSet = [:],
    _ body: (Span) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let span = startSpan(name, kind: kind, parent: parent, attributes: attributes)
    defer { span.end() }
    do throws(Failure) {
      return try Context.current.setting(span: span).run { () throws(Failure) in try body(span) }
    } catch {
      span.recordError(error)
      span.setStatus(.error("\(error)"))
      throw error
    }
  }

  /// Runs `body` in a new span that is current meanwhile, across suspensions and child tasks.
  public func withSpan<Result>(
    _ name: String,
    kind: SpanKind = .internal,
    parent: Parent = .current,
    attributes: AttributeSet = [:],
    isolation: isolated (any Actor)? = #isolation,
    _ body: (Span) async throws -> Result
  ) async throws -> Result {
    let span = startSpan(name, kind: kind, parent: parent, attributes: attributes)
    defer { span.end() }
    do {
      return try await Context.current.setting(span: span).run { try await body(span) }
    } catch {
      span.recordError(error)
      span.setStatus(.error("\(error)"))
      throw error
    }
  }

  private func resolve(_ parent: Parent) -> SpanContext? {
    switch parent {
    case .current: Context.current.spanContext?.nonEmpty
    case .root: nil
    case .context(let context): context.nonEmpty
    }
  }

  /// A new trace id that is random says so; a continued trace keeps what it said (P-20, P-21).
  private func flags(_ parent: SpanContext?, _ decision: SamplingDecision) -> TraceFlags {
    var flags: TraceFlags =
      parent.map { $0.flags.intersection(.random) } ?? (core.ids.makesRandomTraceIDs ? .random : [])
    if decision == .recordAndSample { flags.insert(.sampled) }
    return flags
  }
}

extension SpanContext {
  fileprivate var nonEmpty: SpanContext? { isValid ? self : nil }
}
