/// Writes a ``Context`` into the fields of a message, and reads it out of those of a message that arrives.
///
/// Which message is the business of a ``TextMapSetter`` and a ``TextMapGetter``: headers of HTTP, metadata of gRPC, the
/// `_meta` of an MCP request, the environment of a process. A propagator keeps nothing and is safe from any thread.
public protocol TextMapPropagator: Sendable {
  /// The names of the fields it writes, for those who must declare or clear them (P-05).
  var fields: [String] { get }

  /// Writes what `context` holds into `carrier`; nothing when there is nothing valid (P-01).
  func inject<Setter: TextMapSetter>(
    _ context: Context,
    into carrier: inout Setter.Carrier,
    using setter: Setter
  )

  /// `context` with what `carrier` says; as it was when the carrier says nothing that can be read (P-02).
  func extract<Getter: TextMapGetter>(
    from carrier: Getter.Carrier,
    using getter: Getter,
    into context: Context
  ) -> Context
}

extension TextMapPropagator {
  /// Writes what the running task is a part of into `headers`.
  public func inject(_ context: Context = .current, into headers: inout [String: String]) {
    inject(context, into: &headers, using: .headers)
  }

  /// `context` with what `headers` say; their names are read in any case.
  public func extract(from headers: [String: String], into context: Context = .current) -> Context {
    extract(from: headers, using: .headers, into: context)
  }
}

/// Writes nothing and reads nothing.
public struct NoOpPropagator: TextMapPropagator {
  /// The propagator; all values are the same.
  public init() {}

  /// None.
  public var fields: [String] { [] }

  /// Does nothing.
  public func inject<Setter: TextMapSetter>(
    _ context: Context,
    into carrier: inout Setter.Carrier,
    using setter: Setter
  ) {}

  /// `context` as it is.
  public func extract<Getter: TextMapGetter>(
    from carrier: Getter.Carrier,
    using getter: Getter,
    into context: Context
  ) -> Context { context }
}

/// Several propagators as one, each in its turn (P-09).
public struct CompositePropagator: TextMapPropagator {
  private let propagators: [any TextMapPropagator]

  /// Those of `propagators`, in this order; where two read the same thing, the later one wins.
  public init(_ propagators: [any TextMapPropagator]) {
    self.propagators = propagators
  }

  /// The fields of all, each once.
  public var fields: [String] {
    propagators.flatMap(\.fields).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Has each write into `carrier`, in order.
  public func inject<Setter: TextMapSetter>(
    _ context: Context,
    into carrier: inout Setter.Carrier,
    using setter: Setter
  ) {
    for propagator in propagators { propagator.inject(context, into: &carrier, using: setter) }
  }

  /// Has each read `carrier`, in order, and add to what the ones before found.
  public func extract<Getter: TextMapGetter>(
    from carrier: Getter.Carrier,
    using getter: Getter,
    into context: Context
  ) -> Context {
    var context = context
    for propagator in propagators {
      context = propagator.extract(from: carrier, using: getter, into: context)
    }
    return context
  }
}
