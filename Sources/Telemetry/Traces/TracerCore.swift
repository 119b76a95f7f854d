import Synchronization

/// What all spans of one tracer need.
@usableFromInline
final class TracerCore: Sendable {
  let identity: ScopeIdentity
  let clock: any TelemetryClock
  let bounds: RecordingLimits
  let diagnostics: Diagnostics
  /// Nil unless the provider counts its spans.
  let meters: SpanMeters?
  private let processors: [any SpanProcessor]
  /// Those that want to know when a span starts.
  private let starters: [any SpanProcessor]
  private let sampler: any Sampler
  private let rule: SamplingRule
  private let ids: any IDGenerator
  /// Whether ids are the usual ones, which are made without a call.
  private let usesThreadIDs: Bool
  /// What the flags of a root span begin with (P-21).
  private let rootFlags: TraceFlags
  private let enabled: Atomic<Bool>

  init(
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
    enabled = Atomic(!processors.isEmpty && configuration.isEnabled)
    sampler = options.sampler
    rule = SamplingRule(of: options.sampler)
    ids = options.ids
    usesThreadIDs = options.ids is RandomIDGenerator
    rootFlags = options.ids.makesRandomTraceIDs ? .random : []
    bounds = RecordingLimits(options.limits)
    self.clock = clock
    self.diagnostics = diagnostics
    self.meters = meters
  }

  /// Whether its spans have any effect at this moment (T-32).
  @inline(__always)
  var isEnabled: Bool { enabled.load(ordering: .relaxed) }

  /// Takes a configuration from now on; without processors a tracer stays disabled (T-30).
  func configure(_ configuration: TracerConfiguration) {
    enabled.store(!processors.isEmpty && configuration.isEnabled, ordering: .relaxed)
  }

  /// Tells the processors, in their order, that a span has ended.
  @inline(__always)
  func hand(_ span: FinishedSpan) {
    for processor in processors { processor.onEnd(span) }
  }

  /// Decides about a span before anything is built for it, and builds it if it is wanted.
  @usableFromInline
  func startSpan(
    _ name: String,
    _ kind: SpanKind,
    _ parent: Tracer.Parent,
    _ attributes: SpanAttributes,
    _ links: [SpanLink],
    _ start: Timestamp?
  ) -> Span {
    let parentContext = parent.spanContext
    guard isEnabled else { return Span(nonRecording: parentContext ?? .invalid) }
    let (traceID, spanID) = makeIDs(parentContext)
    let sampling: SamplingResult
    if let decision = rule.decide(parent: parentContext, traceID: traceID) {
      if decision == .drop, meters == nil { return dropped(traceID, spanID, parentContext) }
      sampling = SamplingResult(decision)
    } else {
      sampling = sampler.decide(
        SamplingRequest(
          in: parent.context, traceID: traceID, name: name, kind: kind, attributes: unsafe attributes.set,
          links: links))
    }
    meters?.noteStart(parent: parentContext, sampling.decision)
    let context = SpanContext(
      traceID: traceID,
      spanID: spanID,
      flags: flags(parentContext, sampling.decision),
      traceState: sampling.traceState ?? parentContext?.traceState ?? TraceState()
    )
    guard sampling.decision != .drop else { return Span(nonRecording: context) }
    let recording = SpanRecording(self, context, parent: parentContext, kind: kind, name: name, at: start)
    recording.prepare { content, bounds in
      switch unsafe attributes {
      case .literal(let literal): unsafe content.set(literal, within: bounds)
      case .set(let set): content.set(set, within: bounds)
      }
      content.set(sampling.attributes, within: bounds)
      for link in links { content.add(link, within: bounds) }
    }
    let span = Span(recording)
    if !starters.isEmpty { tellStarters(span, parent.context) }
    return span
  }

  private func tellStarters(_ span: Span, _ context: Context) {
    for processor in starters { processor.onStart(span, in: context) }
  }

  private func dropped(_ traceID: TraceID, _ spanID: SpanID, _ parent: SpanContext?) -> Span {
    Span(
      nonRecording: SpanContext(
        traceID: traceID,
        spanID: spanID,
        flags: flags(parent, .drop),
        traceState: parent?.traceState ?? TraceState()
      ))
  }

  /// The trace of the parent or a new one, and always a new span (T-38).
  @inline(__always)
  private func makeIDs(_ parent: SpanContext?) -> (TraceID, SpanID) {
    guard usesThreadIDs else { return (parent?.traceID ?? ids.makeTraceID(), ids.makeSpanID()) }
    return RandomIDGenerator.withGenerator { (parent?.traceID ?? .random(&$0), .random(&$0)) }
  }

  /// A new trace id that is random says so; a continued trace keeps what it said (P-20, P-21).
  @inline(__always)
  private func flags(_ parent: SpanContext?, _ decision: SamplingDecision) -> TraceFlags {
    var flags = parent.map { $0.flags.intersection(.random) } ?? rootFlags
    if decision == .recordAndSample { flags.insert(.sampled) }
    return flags
  }
}

extension Tracer.Parent {
  /// The identity of the parent; nil for none, or one that is no span.
  @inline(__always)
  fileprivate var spanContext: SpanContext? {
    let context: SpanContext? =
      switch self {
      case .current: Span.current?.context
      case .root: nil
      case .context(let context): context
      case .span(of: let context): context.spanContext
      }
    guard let context, context.isValid else { return nil }
    return context
  }
}

/// The attributes a span begins with, where its author left them.
@unsafe @usableFromInline
enum SpanAttributes {
  case literal(UnsafeBufferPointer<(String, AttributeValue)>)
  case set(AttributeSet)

  /// For samplers, who may keep it.
  var set: AttributeSet {
    switch unsafe self {
    case .literal(let literal): unsafe AttributeSet(literal)
    case .set(let set): set
    }
  }
}
