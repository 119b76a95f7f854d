/// Makes the spans of one instrumentation scope.
public struct Tracer: Sendable {
  @usableFromInline let core: TracerCore

  init(_ core: TracerCore) {
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
  /// Give attributes and links here when they are known: samplers see only those (T-13), and they cost less than later.
  @inlinable @inline(__always)
  public func startSpan(
    _ name: String,
    kind: SpanKind = .internal,
    parent: Parent = .current,
    attributes: AttributeLiteral = [:],
    links: [SpanLink] = [],
    at start: Timestamp? = nil
  ) -> Span {
    unsafe attributes.elements.withUnsafeBufferPointer { literal in
      unsafe core.startSpan(name, kind, parent, .literal(literal), links, start)
    }
  }

  /// Starts a span with attributes that are kept elsewhere; it does not become the current one (T-11).
  @_disfavoredOverload
  public func startSpan(
    _ name: String,
    kind: SpanKind = .internal,
    parent: Parent = .current,
    attributes: AttributeSet,
    links: [SpanLink] = [],
    at start: Timestamp? = nil
  ) -> Span {
    unsafe core.startSpan(name, kind, parent, .set(attributes), links, start)
  }
}
