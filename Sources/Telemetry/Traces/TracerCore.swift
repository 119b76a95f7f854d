/// What all spans of one tracer need.
@usableFromInline
final class TracerCore: Sendable {
  let identity: ScopeIdentity
  private let clock: any TelemetryClock
  /// Whether the clock is the usual one, which is read without a call through a table.
  private let usesSystemClock: Bool
  let bounds: RecordingLimits
  let diagnostics: Diagnostics
  /// Nil unless the provider counts its spans.
  let meters: SpanMeters?
  /// The first processor, mostly the only one: it is called where it stands, without counting a reference.
  private let first: (any SpanProcessor)?
  private let others: [any SpanProcessor]
  /// Those that want to know when a span starts.
  private let starters: [any SpanProcessor]
  private let hasStarters: Bool
  private let sampler: any Sampler
  private let rule: SamplingRule
  private let ids: any IDGenerator
  /// Whether ids are the usual ones, which are made without a call.
  private let usesThreadIDs: Bool
  /// What the flags of a root span begin with (P-21).
  private let rootFlags: TraceFlags
  /// Shared with those that differ in their ids only.
  private let enabled: TracerSwitch
  private let origin = ProcessOrigin()

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
    first = processors.first
    others = Array(processors.dropFirst())
    starters = processors.filter(\.hearsStarts)
    enabled = TracerSwitch(!processors.isEmpty && configuration.isEnabled)
    hasStarters = !starters.isEmpty
    sampler = options.sampler
    rule = SamplingRule(of: options.sampler)
    ids = options.ids
    usesThreadIDs = options.ids is RandomIDGenerator
    rootFlags = options.ids.makesRandomTraceIDs ? .random : []
    bounds = RecordingLimits(options.limits)
    self.clock = clock
    usesSystemClock = clock is SystemClock
    self.diagnostics = diagnostics
    self.meters = meters
  }

  /// The same as `other`, so that the spans of both travel together, but for where ids come from.
  init(_ other: TracerCore, ids: any IDGenerator) {
    identity = other.identity
    first = other.first
    others = other.others
    starters = other.starters
    enabled = other.enabled
    sampler = other.sampler
    rule = other.rule
    self.ids = ids
    usesThreadIDs = ids is RandomIDGenerator
    rootFlags = ids.makesRandomTraceIDs ? .random : []
    bounds = other.bounds
    clock = other.clock
    usesSystemClock = other.usesSystemClock
    hasStarters = other.hasStarters
    diagnostics = other.diagnostics
    meters = other.meters
  }

  /// Whether its spans have any effect at this moment (T-32).
  @inline(__always)
  var isEnabled: Bool { enabled.isOn && origin.isHere }

  /// Takes a configuration from now on; without processors a tracer stays disabled (T-30).
  func configure(_ configuration: TracerConfiguration) {
    enabled.turn(on: first != nil && configuration.isEnabled)
  }

  /// Tells the processors, in their order, that a span has ended.
  func hand(_ span: FinishedSpan) {
    guard origin.isHere else { return }
    first?.onEnd(span)
    for processor in others { processor.onEnd(span) }
  }

  @inline(__always)
  var reading: ClockReading { usesSystemClock ? SystemClock().reading : clock.reading }

  @inline(__always)
  var instant: Instant { usesSystemClock ? SystemClock().instant : clock.instant }

  var now: Timestamp { clock.now }

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
    // Twice the same: of a span without a parent is known here that there is no state to count references to.
    if case .root = parent {
      return unsafe startSpan(name, kind, parent, .invalid, attributes, links, start)
    }
    return unsafe startSpan(name, kind, parent, parent.spanContext, attributes, links, start)
  }

  @inline(__always)
  private func startSpan(
    _ name: String,
    _ kind: SpanKind,
    _ parent: Tracer.Parent,
    _ parentContext: SpanContext,
    _ attributes: SpanAttributes,
    _ links: [SpanLink],
    _ start: Timestamp?
  ) -> Span {
    guard isEnabled else { return Span(nonRecording: parentContext) }
    let (traceID, spanID) = makeIDs(parentContext)
    guard let decision = rule.decide(parent: parentContext, traceID: traceID) else {
      return unsafe askAndStart(name, kind, parent, attributes, links, start, traceID, spanID)
    }
    meters?.noteStart(parent: parentContext, decision)
    let context = SpanContext(
      traceID: traceID,
      spanID: spanID,
      flags: flags(parentContext, decision),
      traceState: parentContext.traceState
    )
    guard decision != .drop else { return Span(nonRecording: context) }
    let recording = SpanRecording(self, context, parent: parentContext, kind: kind, name: name, at: start)
    unsafe fill(recording, attributes)
    if !links.isEmpty || hasStarters { complete(recording, links, parent) }
    return Span(recording, context)
  }

  /// The same for a sampler that wants to know everything.
  @inline(never)
  private func askAndStart(
    _ name: String,
    _ kind: SpanKind,
    _ parent: Tracer.Parent,
    _ attributes: SpanAttributes,
    _ links: [SpanLink],
    _ start: Timestamp?,
    _ traceID: TraceID,
    _ spanID: SpanID
  ) -> Span {
    let parentContext = parent.spanContext
    let result = sampler.decide(
      SamplingRequest(
        in: parent.context, traceID: traceID, name: name, kind: kind, attributes: unsafe attributes.set,
        links: links))
    meters?.noteStart(parent: parentContext, result.decision)
    let context = SpanContext(
      traceID: traceID,
      spanID: spanID,
      flags: flags(parentContext, result.decision),
      traceState: result.traceState ?? parentContext.traceState
    )
    guard result.decision != .drop else { return Span(nonRecording: context) }
    let recording = SpanRecording(self, context, parent: parentContext, kind: kind, name: name, at: start)
    unsafe fill(recording, attributes)
    recording.prepare { $0.set(result.attributes, within: $1) }
    complete(recording, links, parent)
    return Span(recording, context)
  }

  @inline(__always)
  private func fill(_ recording: SpanRecording, _ attributes: SpanAttributes) {
    recording.prepare { content, bounds in
      switch unsafe attributes {
      case .literal(let literal): unsafe content.set(literal, within: bounds)
      case .set(let set): content.set(set, within: bounds)
      }
    }
  }

  @inline(never)
  private func complete(_ recording: SpanRecording, _ links: [SpanLink], _ parent: Tracer.Parent) {
    for link in links { recording.prepare { $0.add(link, within: $1) } }
    guard hasStarters else { return }
    let context = parent.context
    for processor in starters { processor.onStart(Span(recording, recording.context), in: context) }
  }

  /// The trace of the parent or a new one, and always a new span (T-38).
  @inline(__always)
  private func makeIDs(_ parent: SpanContext) -> (TraceID, SpanID) {
    guard usesThreadIDs else {
      return (parent.isValid ? parent.traceID : ids.makeTraceID(), ids.makeSpanID())
    }
    return RandomIDGenerator.withGenerator { generator in
      (parent.isValid ? parent.traceID : .random(&generator), .random(&generator))
    }
  }

  /// A new trace id that is random says so; a continued trace keeps what it said (P-20, P-21).
  @inline(__always)
  private func flags(_ parent: SpanContext, _ decision: SamplingDecision) -> TraceFlags {
    var flags = parent.isValid ? parent.flags.intersection(.random) : rootFlags
    if decision == .recordAndSample { flags.insert(.sampled) }
    return flags
  }
}

extension Tracer.Parent {
  /// The identity of the parent; invalid for none.
  @inline(__always)
  fileprivate var spanContext: SpanContext {
    let context: SpanContext =
      switch self {
      case .current: Span.current?.context ?? .invalid
      case .root: .invalid
      case .context(let context): context
      case .span(of: let context): context.spanContext ?? .invalid
      }
    return context.isValid ? context : .invalid
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
