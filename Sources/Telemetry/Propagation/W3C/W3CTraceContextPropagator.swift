/// Trace context as the W3C recommends it, level 2: the fields `traceparent` and `tracestate`.
///
/// What arrives is read strictly. A `traceparent` that is malformed, or there twice, says nothing, and then its
/// `tracestate` says nothing either; a malformed `tracestate` is left out as a whole.
public struct W3CTraceContextPropagator: TextMapPropagator {
  private static let parent = "traceparent"
  private static let state = "tracestate"

  /// The propagator; all values are the same.
  public init() {}

  /// `traceparent` and `tracestate`.
  public var fields: [String] { [Self.parent, Self.state] }

  /// Writes the span of `context`, if it is valid; no `tracestate` when there is none (P-12).
  @specialized(where Setter == HeaderFields)
  @specialized(where Setter == HeaderList)
  @specialized(where Setter == MetaFields)
  public func inject<Setter: TextMapSetter>(
    _ context: Context,
    into carrier: inout Setter.Carrier,
    using setter: Setter
  ) {
    guard let span = context.spanContext, span.isValid else { return }
    setter.set(Self.parent, to: TraceParent.text(of: span), in: &carrier)
    guard !span.traceState.isEmpty else { return }
    setter.set(Self.state, to: span.traceState.header, in: &carrier)
  }

  /// `context` with the span that `carrier` names, as one of another process.
  @specialized(where Getter == HeaderFields)
  @specialized(where Getter == HeaderList)
  @specialized(where Getter == MetaFields)
  public func extract<Getter: TextMapGetter>(
    from carrier: Getter.Carrier,
    using getter: Getter,
    into context: Context
  ) -> Context {
    guard let (parent, state) = fields(of: carrier, getter) else { return context }
    return context.setting(spanContext: parent.spanContext(state))
  }

  /// What both fields of `carrier` say; nil without a valid `traceparent`.
  @inline(__always)
  private func fields<Getter: TextMapGetter>(
    of carrier: Getter.Carrier, _ getter: Getter
  ) -> (TraceParent, TraceState)? {
    // Most carriers are these, and looking for both names at once takes half the time.
    if Getter.self == HeaderFields.self, let headers = carrier as? [String: String],
      let (parent, state) = HeaderFields.unrepeated(Self.parent, Self.state, in: headers)
    {
      guard let parent, let found = TraceParent(headers.values[parent]) else { return nil }
      return (found, state.flatMap { TraceState(headers.values[$0]) } ?? TraceState())
    }
    if Getter.self == MetaFields.self, let meta = carrier as? [String: AttributeValue] {
      let (parent, state) = MetaFields.texts(Self.parent, Self.state, in: meta)
      guard let parent, let found = TraceParent(parent) else { return nil }
      return (found, state.flatMap { TraceState($0) } ?? TraceState())
    }
    var parents = 0
    var found: TraceParent?
    getter.forEachValue(of: Self.parent, in: carrier) { text in
      parents += 1
      found = parents == 1 ? TraceParent(text) : nil
    }
    return found.map { ($0, state(of: carrier, getter)) }
  }

  /// The fields `tracestate` of `carrier`, joined in their order (P-23); empty when there is none or it is malformed.
  private func state<Getter: TextMapGetter>(of carrier: Getter.Carrier, _ getter: Getter) -> TraceState {
    var parser = TraceStateParser()
    getter.forEachValue(of: Self.state, in: carrier) { parser.add($0) }
    return TraceState(parser) ?? TraceState()
  }
}
