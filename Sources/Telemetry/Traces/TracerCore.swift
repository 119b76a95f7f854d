/// What all spans of one tracer need.
@usableFromInline
final class TracerCore: Sendable {
  let identity: ScopeIdentity
  let clock: any TelemetryClock
  let bounds: RecordingLimits
  /// Nil unless the provider counts its spans.
  let meters: SpanMeters?
  private let processors: [any SpanProcessor]
  private let sampler: any Sampler
  private let ids: any IDGenerator

  init(
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
    bounds = RecordingLimits(options.limits)
    self.clock = clock
    self.meters = meters
  }

  /// The same as `other`, so that the spans of both travel together, but for where ids come from.
  init(_ other: TracerCore, ids: any IDGenerator) {
    identity = other.identity
    processors = other.processors
    sampler = other.sampler
    self.ids = ids
    bounds = other.bounds
    clock = other.clock
    meters = other.meters
  }

  var isEnabled: Bool { !processors.isEmpty }

  /// Tells the processors, in their order, that a span has ended.
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
    let parent = resolve(parent)
    guard isEnabled else { return Span(nonRecording: parent ?? .invalid) }
    let traceID = parent?.traceID ?? ids.makeTraceID()
    let decision = sampler.decide(
      SamplingRequest(
        parent: parent, traceID: traceID, name: name, kind: kind, attributes: unsafe attributes.set)
    )
    let context = SpanContext(
      traceID: traceID,
      spanID: ids.makeSpanID(),
      flags: flags(parent, decision),
      traceState: parent?.traceState ?? ""
    )
    meters?.noteStart(parent: parent, decision)
    guard decision != .drop else { return Span(nonRecording: context) }
    let recording = SpanRecording(self, context, parent: parent, kind: kind, name: name, at: start)
    recording.prepare { content, bounds in
      switch unsafe attributes {
      case .literal(let literal): unsafe content.set(literal, within: bounds)
      case .set(let set): content.set(set, within: bounds)
      }
      for link in links { content.add(link, within: bounds) }
    }
    let span = Span(recording)
    for processor in processors { processor.onStart(span) }
    return span
  }

  private func resolve(_ parent: Tracer.Parent) -> SpanContext? {
    switch parent {
    case .current: Span.current?.context.nonEmpty
    case .root: nil
    case .context(let context): context.nonEmpty
    }
  }

  /// A new trace id that is random says so; a continued trace keeps what it said (P-20, P-21).
  private func flags(_ parent: SpanContext?, _ decision: SamplingDecision) -> TraceFlags {
    var flags: TraceFlags =
      parent.map { $0.flags.intersection(.random) } ?? (ids.makesRandomTraceIDs ? .random : [])
    if decision == .recordAndSample { flags.insert(.sampled) }
    return flags
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

extension SpanContext {
  fileprivate var nonEmpty: SpanContext? { isValid ? self : nil }
}
