/// What is said of a tracer as a whole (T-31).
public struct TracerConfiguration: Equatable, Sendable {
  /// Whether its spans record anything. Those of a tracer that is not enabled carry the identity of their parent.
  public var isEnabled: Bool

  /// A tracer that is enabled, unless told otherwise.
  public init(isEnabled: Bool = true) {
    self.isEnabled = isEnabled
  }
}
