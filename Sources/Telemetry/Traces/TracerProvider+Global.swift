import Synchronization

extension TracerProvider {
  private static let shared = Mutex<TracerProvider?>(nil)

  /// A provider whose spans record nothing and carry the identity of their parent, so that traces go on through code
  /// that nobody set up (T-27).
  public static let disabled = TracerProvider(resource: Resource(), processors: [])

  /// The provider for code that is given none: ``disabled`` until a program sets one (T-01).
  ///
  /// A tracer belongs to the provider it was made by: set it before tracers are made. Nothing in this package sets it.
  public static var global: TracerProvider { shared.withLock { $0 } ?? disabled }

  /// Makes `provider` the ``global`` one; nil for none.
  public static func setGlobal(_ provider: TracerProvider?) {
    shared.withLock { $0 = provider }
  }
}
