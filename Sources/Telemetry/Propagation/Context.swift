/// What belongs to one piece of work and travels with it, also into other processes: the span it is a part of, the
/// baggage, and values of anybody's.
///
/// A context never changes: every `setting` makes a new one (C-01). ``current`` is that of the running task; ``run(_:)``
/// makes another one current for a while.
///
/// ```swift
/// let context = telemetry.propagator.extract(from: request.headers)
/// context.run {
///   telemetry.tracer.withSpan("handle", kind: .server) { span in answer() }
/// }
/// ```
public struct Context: Sendable {
  /// What the work is a part of.
  private enum Origin: Sendable {
    case none
    case span(Span)
    /// A span of another process, which needs no object until somebody asks for one.
    case identity(SpanContext)
  }

  private var origin = Origin.none
  private(set) var contents: ContextContents?

  /// Nothing: no span, no baggage, no values.
  public init() {}

  init(span: Span?, contents: ContextContents?) {
    self.init(span.map { .span($0) } ?? .none, contents)
  }

  private init(_ origin: Origin, _ contents: ContextContents?) {
    self.origin = origin
    self.contents = contents
  }
}

/// What a context holds beside the span; an object, so that contexts without any are copied for nothing.
final class ContextContents: Sendable {
  let baggage: Baggage
  let values: [ContextKeyIdentity: any Sendable]

  /// Nil when there is nothing to hold.
  init?(_ baggage: Baggage, _ values: [ContextKeyIdentity: any Sendable]) {
    if baggage.isEmpty, values.isEmpty { return nil }
    self.baggage = baggage
    self.values = values
  }
}

// MARK: - Span

extension Context {
  /// The identity of the span, local or remote; nil without one.
  public var spanContext: SpanContext? {
    switch origin {
    case .none: nil
    case .span(let span): span.context
    case .identity(let context): context
    }
  }

  /// The span; for one of another process, a span that only carries its identity (C-06).
  public var span: Span? {
    switch origin {
    case .none: nil
    case .span(let span): span
    case .identity(let context): Span(nonRecording: context)
    }
  }

  /// This context with a span in place of an identity alone: what may become current has to be known to exemplars, and
  /// making a span of it does that.
  var withSpan: Context {
    guard case .identity = origin else { return self }
    return setting(span: span)
  }

  /// This context with `span` as what the work is a part of; nil for nothing (C-06).
  public func setting(span: Span?) -> Context {
    Context(span: span, contents: contents)
  }

  /// This context with the span of that identity as what the work is a part of, as it arrives from another process.
  public func setting(spanContext: SpanContext) -> Context {
    Context(.identity(spanContext), contents)
  }
}

// MARK: - Baggage and values

extension Context {
  /// The baggage; empty when there is none (C-12).
  public var baggage: Baggage { contents?.baggage ?? Baggage() }

  /// This context with `baggage` instead of its own (C-12).
  public func setting(baggage: Baggage) -> Context {
    Context(origin, ContextContents(baggage, contents?.values ?? [:]))
  }

  /// This context without baggage, for calls to whom it is no business of (C-12).
  public var withoutBaggage: Context { setting(baggage: Baggage()) }

  /// The value of `key`; nil when it was never set (C-02).
  public subscript<Value>(key: ContextKey<Value>) -> Value? {
    contents?.values[key.identity] as? Value
  }

  /// This context with `value` for `key`; nil for none (C-02).
  public func setting<Value>(_ key: ContextKey<Value>, to value: Value?) -> Context {
    var values = contents?.values ?? [:]
    values[key.identity] = value
    return Context(origin, ContextContents(baggage, values))
  }
}

extension Tracer.Parent {
  /// What the span becomes a part of: the context given, or the current one with the span that is meant.
  var context: Context {
    switch self {
    case .current: .current
    case .root: Context.current.setting(span: nil)
    case .context(let identity): Context.current.setting(spanContext: identity)
    case .span(of: let context): context
    }
  }
}
