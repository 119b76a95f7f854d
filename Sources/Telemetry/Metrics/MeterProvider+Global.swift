import Synchronization

extension MeterProvider {
  private static let shared = Mutex<MeterProvider?>(nil)

  /// A provider that records nothing, keeps nothing and says nothing (M-28).
  public static let disabled = MeterProvider(resource: Resource(), readers: [])

  /// The provider for code that is given none: ``disabled`` until a program sets one (M-01).
  ///
  /// Instruments are bound to the provider they were made by: set it before they are made.
  public static var global: MeterProvider { shared.withLock { $0 } ?? disabled }

  /// Makes `provider` the ``global`` one; nil for none.
  public static func setGlobal(_ provider: MeterProvider?) {
    shared.withLock { $0 = provider }
  }
}
