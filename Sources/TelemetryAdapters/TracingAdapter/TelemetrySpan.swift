import Telemetry
public import Tracing

/// A span of the SDK as swift-distributed-tracing wants it.
///
/// All copies are the same span. Everything is safe from any thread, and does nothing once the span has ended or when it
/// was not sampled.
public struct TelemetrySpan: Tracing.Span {
  /// The context that the span was started in, with the span in it.
  public let context: ServiceContext
  private let state: SpanState

  init(_ state: SpanState, _ context: ServiceContext) {
    self.state = state
    self.context = context
  }

  private var span: Telemetry.Span { state.span }

  /// The name; sampling is not reconsidered when it changes (T-21).
  public var operationName: String {
    get { state.name }
    nonmutating set { state.name = newValue }
  }

  /// What was set so far. Setting adds and replaces, as in OpenTelemetry: an attribute that is left out stays, and two
  /// threads that set one each both succeed.
  public var attributes: SpanAttributes {
    get { state.attributes }
    nonmutating set { state.update(newValue) }
  }

  /// Whether what is set now will be seen by anybody (T-16).
  public var isRecording: Bool { span.isRecording }

  /// Says how the work went: success is final, an error may be replaced by a later one (T-20).
  public func setStatus(_ status: Tracing.SpanStatus) {
    span.setStatus(Telemetry.SpanStatus(status))
  }

  /// Notes that something happened, at the time of the event (T-18).
  public func addEvent(_ event: Tracing.SpanEvent) {
    let time = Timestamp(nanosecondsSinceEpoch: event.nanosecondsSinceEpoch)
    span.addEvent(event.name, AttributeSet(event.attributes), at: time)
  }

  /// Notes an error as the event `exception` (T-23); `attributes` go before what is found out about it.
  public func recordError<Instant: TracerInstant>(
    _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
  ) {
    let description = AttributeSet(describing: error).merging(AttributeSet(attributes))
    span.addEvent("exception", description, at: Timestamp(unlessNow: instant()))
  }

  /// Points to the span of another context (T-19).
  public func addLink(_ link: Tracing.SpanLink) {
    let target = CarriedSpan.in(link.context).carried.context.spanContext ?? .invalid
    span.addLink(target, AttributeSet(link.attributes))
  }

  /// Ends the span; only the first call counts (T-22).
  public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
    span.end(at: Timestamp(unlessNow: instant()))
  }
}
