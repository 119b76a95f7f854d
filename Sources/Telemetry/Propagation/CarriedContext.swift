import Synchronization

/// What another library takes for the current context, in a task local of its own: that of swift-distributed-tracing,
/// say, whose `withSpan` knows nothing of ``Context/run(_:)``.
///
/// A span of either library is to be current in both. Both bind their task locals for the time of a closure, so of two
/// bindings the one made later is the inner one, and counts. Which one that is shows in what ours remembers: what the
/// other library carried when it was made. If the other one carries something else now, that was bound inside ours.
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

  /// Has the SDK ask `read` what is current, too, from now on; there is one such library in a process, the first.
  package static func install(_ read: @escaping @Sendable () -> CarriedContext) {
    if source.load() == nil { _ = source.storeIfNil(Source(read)) }
  }

  /// What the other library carries now; nil while there is none, which costs one load.
  @inline(__always)
  static var current: CarriedContext? { source.load()?.read() }
}
