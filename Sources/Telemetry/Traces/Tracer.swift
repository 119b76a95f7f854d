/// What all spans of one tracer need.
package final class TracerCore: Sendable {
  package let identity: ScopeIdentity
  package let processors: [any SpanProcessor]
  /// Those that want to know when a span starts.
  let starters: [any SpanProcessor]
  package let sampler: any Sampler
  package let rule: SamplingRule
  package let ids: any IDGenerator
  package let limits: SpanLimits
  package let clock: any TelemetryClock
  let diagnostics: Diagnostics
  private let enabled: TracerSwitch
  /// Nil unless the provider counts its spans.
  let meters: SpanMeters?

  package init(
    identity: ScopeIdentity,
    processors: [any SpanProcessor],
    options: TracerProvider.Options,
    configuration: TracerConfiguration,
    clock: any TelemetryClock,
    diagnostics: Diagnostics,
    meters: SpanMeters?
  ) {
    self.identity = identity
    self.processors = processors
    starters = processors.filter(\.hearsStarts)
    sampler = options.sampler
    rule = SamplingRule(of: options.sampler)
    ids = options.ids
    limits = options.limits
    self.clock = clock
    self.diagnostics = diagnostics
    self.meters = meters
    enabled = TracerSwitch(!processors.isEmpty && configuration.isEnabled)
  }

  /// Whether its spans have any effect at this moment (T-32).
  package var isEnabled: Bool { enabled.isOn }

  func turn(on isOn: Bool) {
    enabled.turn(on: isOn && !processors.isEmpty)
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
    /// The span of that context, if any; samplers and processors see its baggage and values too (T-12).
    case span(of: Context)
  }

  /// Whether spans have any effect; may change over time (T-05).
  public var isEnabled: Bool { core.isEnabled }

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
    let origin = parent
    let parent = resolve(parent)
    guard isEnabled else { return Span(nonRecording: parent ?? .invalid) }
    let traceID = parent?.traceID ?? core.ids.makeTraceID()
    let sampling: SamplingResult
    if let decision = core.rule.decide(parent: parent, traceID: traceID) {
      sampling = SamplingResult(decision)
    } else {
      let request = SamplingRequest(
        in: origin.context, traceID: traceID, name: name, kind: kind, attributes: attributes, links: links)
      sampling = core.sampler.decide(request)
    }
    let decision = sampling.decision
    let context = SpanContext(
      traceID: traceID,
      spanID: core.ids.makeSpanID(),
      flags: flags(parent, decision),
      traceState: sampling.traceState ?? parent?.traceState ?? TraceState()
    )
    core.meters?.noteStart(parent: parent, decision)
    guard decision != .drop else { return Span(nonRecording: context) }
    var content = SpanContent(name: name)
    for entry in attributes { content.set(entry.key, entry.value, within: core.limits) }
    for entry in sampling.attributes { content.set(entry.key, entry.value, within: core.limits) }
    for link in links { content.add(core.limits.limited(link), limit: core.limits.linkCount) }
    let span = Span(
      context: context,
      parent: parent,
      tracer: core,
      kind: kind,
      start: start,
      content: content
    )
    if !core.starters.isEmpty {
      let context = origin.context
      for processor in core.starters { processor.onStart(span, in: context) }
    }
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
      return try Self.within(span, body)
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
      return try await Span.$current.withValue(span) { try await body(span) }
    } catch {
      span.recordError(error)
      span.setStatus(.error("\(error)"))
      throw error
    }
  }

  /// The task local's own `withValue` only rethrows untyped errors, so the typed one travels in a result.
  private static func within<Output, Failure: Error>(
    _ span: Span,
    _ body: (Span) throws(Failure) -> Output
  ) throws(Failure) -> Output {
    let result: Result<Output, Failure> = Span.$current.withValue(span) {
      do throws(Failure) {
        return .success(try body(span))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func resolve(_ parent: Parent) -> SpanContext? {
    switch parent {
    case .current: Span.current?.context.nonEmpty
    case .root: nil
    case .context(let context): context.nonEmpty
    case .span(of: let context): context.spanContext?.nonEmpty
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
