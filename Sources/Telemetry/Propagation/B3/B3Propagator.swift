/// Trace context as Zipkin writes it: one field `b3`, or several that begin with `X-B3-`.
///
/// Both forms are read, the single field first; which one is written is a choice. A request to debug a trace is passed
/// on with the ``Context`` it came in (P-42).
public struct B3Propagator: TextMapPropagator {
  /// How it is written.
  public enum Format: Sendable {
    /// The field `b3`.
    case single
    /// The fields `X-B3-TraceId`, `X-B3-SpanId`, and `X-B3-Sampled` or `X-B3-Flags`.
    case multi
  }

  private enum Field {
    static let single = "b3"
    static let traceID = "X-B3-TraceId"
    static let spanID = "X-B3-SpanId"
    static let sampled = "X-B3-Sampled"
    static let flags = "X-B3-Flags"
  }

  /// Whether whoever began the trace wants it debugged.
  private static let debug = ContextKey<Bool>("b3.debug")

  private let format: Format

  /// Reads both formats and writes `format` (P-44).
  public init(_ format: Format = .single) {
    self.format = format
  }

  /// The fields of the format that is written (P-05).
  public var fields: [String] {
    switch format {
    case .single: [Field.single]
    case .multi: [Field.traceID, Field.spanID, Field.sampled, Field.flags]
    }
  }

  /// Writes the span of `context`, if it is valid; never whose child it is (P-43).
  @specialized(where Setter == HeaderFields)
  @specialized(where Setter == HeaderList)
  @specialized(where Setter == MetaFields)
  public func inject<Setter: TextMapSetter>(
    _ context: Context,
    into carrier: inout Setter.Carrier,
    using setter: Setter
  ) {
    guard let span = context.spanContext, span.isValid else { return }
    let sampling: B3Sampling = context[Self.debug] == true ? .debug : span.isSampled ? .accept : .deny
    switch format {
    case .single:
      setter.set(Field.single, to: "\(span.traceID)-\(span.spanID)-\(sampling.rawValue)", in: &carrier)
    case .multi:
      setter.set(Field.traceID, to: "\(span.traceID)", in: &carrier)
      setter.set(Field.spanID, to: "\(span.spanID)", in: &carrier)
      // Debugging implies sampling, so that only one of the two is said.
      if sampling == .debug {
        setter.set(Field.flags, to: "1", in: &carrier)
      } else {
        setter.set(Field.sampled, to: sampling.rawValue, in: &carrier)
      }
    }
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
    let single = getter.value(of: Field.single, in: carrier).flatMap { B3Identity(single: $0) }
    guard let found = single ?? multi(of: carrier, getter) else { return context }
    return context.setting(spanContext: found.spanContext)
      .setting(Self.debug, to: found.sampling == .debug ? true : nil)
  }

  private func multi<Getter: TextMapGetter>(of carrier: Getter.Carrier, _ getter: Getter) -> B3Identity? {
    guard
      let trace = getter.value(of: Field.traceID, in: carrier),
      let span = getter.value(of: Field.spanID, in: carrier)
    else { return nil }
    return B3Identity(
      traceID: trace,
      spanID: span,
      sampled: getter.value(of: Field.sampled, in: carrier),
      flags: getter.value(of: Field.flags, in: carrier)
    )
  }
}
