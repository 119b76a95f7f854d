import Synchronization

/// What is said of a tracer as a whole (T-31).
public struct TracerConfiguration: Equatable, Sendable {
  /// Whether its spans record anything. Those of a tracer that is not enabled carry the identity of their parent.
  public var isEnabled: Bool

  /// A tracer that is enabled, unless told otherwise.
  public init(isEnabled: Bool = true) {
    self.isEnabled = isEnabled
  }
}

/// Whether a tracer makes spans; may change at any time, and is read without a lock (T-05).
final class TracerSwitch: Sendable {
  private let state: Atomic<Bool>

  init(_ isOn: Bool) {
    state = Atomic(isOn)
  }

  @inline(__always)
  var isOn: Bool { state.load(ordering: .relaxed) }

  func turn(on isOn: Bool) {
    state.store(isOn, ordering: .relaxed)
  }
}
