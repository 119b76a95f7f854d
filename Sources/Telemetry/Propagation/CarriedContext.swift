import Synchronization

/// What another library takes for the current context, in a task local of its own: that of swift-distributed-tracing,
/// say, whose `withSpan` knows nothing of ``Context/run(_:)``.
///
/// A span of either library is to be current in both. Both bind their task locals for the time of a closure, so of two
/// bindings the one made later is the inner one, and counts. Which one that is shows in what is noted when something is
/// made current here: what the other library carried then. If it carries something else now, that was bound inside.
package final class CarriedContext: Sendable {
  /// What is carried.
  package let context: Context

  /// A context to carry; every object is a binding of its own.
  package init(_ context: Context) {
    self.context = context.withSpan
  }

  /// What a library carries that carries nothing.
  package static let nothing = CarriedContext(Context())

  private final class Source: Sendable {
    let read: @Sendable () -> CarriedContext

    init(_ read: @escaping @Sendable () -> CarriedContext) {
      self.read = read
    }
  }

  private static let source = AtomicLazyReference<Source>()
  /// A plain flag, so that programs without such a library pay one load where something is or becomes current.
  private static let hasSource = Atomic(false)

  /// Has the SDK ask `read` what is current, too, from now on; there is one such library in a process, the first.
  package static func install(_ read: @escaping @Sendable () -> CarriedContext) {
    guard !hasSource.load(ordering: .acquiring) else { return }
    _ = source.storeIfNil(Source(read))
    hasSource.store(true, ordering: .releasing)
  }

  /// What it carried when something was made current here last.
  @TaskLocal private static var noted = CarriedContext.nothing

  /// Whether this was bound inside everything that was made current here.
  var isInner: Bool { self !== Self.noted }

  /// What the other library carries now, if it was bound inside everything that was made current here.
  @inline(__always)
  static var inner: CarriedContext? {
    guard hasSource.load(ordering: .acquiring), let carried = source.load()?.read(), carried.isInner else {
      return nil
    }
    return carried
  }

  /// Notes for the time of `body`, which makes something current, what is carried now.
  static func noting<Output>(_ body: () throws -> Output) rethrows -> Output {
    guard let inner else { return try body() }
    return try $noted.withValue(inner, operation: body)
  }

  /// Notes for the time of `body`, which makes something current, what is carried now.
  static func noting<Output>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Output
  ) async rethrows -> Output {
    guard let inner else { return try await body() }
    return try await $noted.withValue(inner, operation: body)
  }
}
