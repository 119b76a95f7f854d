public import Telemetry
public import Tracing

/// Where the spans of swift-distributed-tracing go: each is a span of a `Telemetry.Tracer`, and what that package carries
/// from process to process is carried by a propagator of the SDK.
///
/// ```swift
/// InstrumentationSystem.bootstrap(TelemetryTracer(provider, propagator: Propagators.standard))
/// await withSpan("ledger.import", ofKind: .consumer) { span in
///   span.attributes["ledger.format"] = "csv"
/// }
/// ```
///
/// Both libraries agree on what is current. Inside a `withSpan` of either, `Span.current`, log records, exemplars and
/// propagators of the SDK mean that span, and the next span of either is its child. Of two spans in force the inner one
/// counts, whichever library it is of. A consequence: under a span of the SDK, a context without a span means that span,
/// and not that there is none; `Tracer.Parent.root` of the SDK begins a trace of its own there.
///
/// Instants that are this moment are left to the clock of the SDK, which does not jump when the time of day is set.
public struct TelemetryTracer: Tracing.Tracer {
  private let provider: TracerProvider
  private let tracer: Telemetry.Tracer
  private let propagator: any TextMapPropagator
  private let flushTime: Duration

  /// A tracer of the scope `name`.
  ///
  /// - Parameters:
  ///   - provider: Where its spans come from.
  ///   - propagator: Who reads and writes the fields of messages.
  ///   - name: What its spans say made them.
  ///   - flushTime: How long ``forceFlush()`` may keep its caller waiting.
  public init(
    _ provider: TracerProvider,
    propagator: any TextMapPropagator = Propagators.standard,
    named name: String = "swift-distributed-tracing",
    flushTime: Duration = .seconds(5)
  ) {
    self.provider = provider
    tracer = provider.tracer(named: name)
    self.propagator = propagator
    self.flushTime = flushTime
    CarriedContext.install { CarriedSpan.in(ServiceContext.current).carried }
  }

  /// Starts a span as a child of what `context` is a part of; the span does not become the current one.
  public func startSpan<Instant: TracerInstant>(
    _ operationName: String,
    context: @autoclosure () -> ServiceContext,
    ofKind kind: Tracing.SpanKind,
    at instant: @autoclosure () -> Instant,
    function: String,
    file fileID: String,
    line: UInt
  ) -> TelemetrySpan {
    var context = context()
    let outer = Context.current(beside: CarriedSpan.in(context).carried)
    let span = tracer.startSpan(
      operationName, kind: SpanKind(kind), parent: .span(of: outer), at: Timestamp(unlessNow: instant()))
    let state = SpanState(span, named: operationName)
    context[CarriedSpanKey.self] = CarriedSpan(outer.setting(span: span), state)
    return TelemetrySpan(state, context)
  }

  /// The span that `context` was given to, as long as it records: nil after its end, when it is not sampled, and when it is
  /// of another process or was started with the SDK itself.
  public func activeSpan(identifiedBy context: ServiceContext) -> TelemetrySpan? {
    guard let state = CarriedSpan.in(context).state, state.span.isRecording else { return nil }
    return TelemetrySpan(state, context)
  }

  /// Exports every span that has ended, and keeps the caller waiting meanwhile, for the time that was given to the tracer.
  public func forceFlush() {
    _ = provider.flush(within: flushTime)
  }

  /// Writes the inner one of `context` and of the context of the SDK into `carrier`.
  public func inject<Carrier, Inject: Injector>(
    _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject.Carrier == Carrier {
    let context = Context.current(beside: CarriedSpan.in(context).carried)
    propagator.inject(context, into: &carrier, using: InjectorAccess(injector: injector))
  }

  /// Puts the span and the baggage that `carrier` tells of into `context`; what it does not tell of stays.
  public func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
  ) where Extract.Carrier == Carrier {
    let known = CarriedSpan.in(context).carried.context
    let found = propagator.extract(from: carrier, using: ExtractorAccess(extractor: extractor), into: known)
    // A context that says nothing new stays the same binding: what was made current around it stays current in it.
    if found.spanContext != known.spanContext || found.baggage != known.baggage { context.telemetry = found }
  }
}
