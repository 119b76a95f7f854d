import Synchronization

/// Whether the instruments of a meter do anything (M-32).
@safe final class MeterSwitch: Sendable {
  /// Always off.
  static let off = MeterSwitch(false, of: "")

  /// The meter, for diagnostics.
  let name: String
  private nonisolated(unsafe) let on: UnsafeMutablePointer<Atomic<Bool>>

  init(_ isOn: Bool, of name: String) {
    self.name = name
    unsafe on = .allocate(capacity: 1)
    unsafe on.initialize(to: Atomic(isOn))
  }

  deinit {
    unsafe on.deallocate()
  }

  @inline(__always)
  var isOn: Bool { unsafe on.pointee.load(ordering: .relaxed) }

  /// Where it stands as long as this object lives.
  var pointer: UnsafePointer<Atomic<Bool>> { unsafe UnsafePointer(on) }

  func turn(on isOn: Bool) {
    unsafe on.pointee.store(isOn, ordering: .relaxed)
  }
}
