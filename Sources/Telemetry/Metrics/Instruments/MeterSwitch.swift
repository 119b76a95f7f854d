import Synchronization

/// Whether the instruments of a meter do anything (M-32).
@safe final class MeterSwitch: Sendable {
  /// That of meters that do nothing.
  static let off = MeterSwitch(false, of: "")

  /// The meter, for diagnostics.
  let name: String
  private let shown: Atomic<Bool>
  private nonisolated(unsafe) let on: UnsafeMutablePointer<Atomic<Bool>>

  init(_ isOn: Bool, of name: String) {
    self.name = name
    shown = Atomic(isOn)
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

  /// Whether what was recorded is shown to readers.
  var isShown: Bool { shown.load(ordering: .relaxed) }

  func turn(on isOn: Bool) {
    unsafe on.pointee.store(isOn, ordering: .relaxed)
    shown.store(isOn, ordering: .relaxed)
  }

  /// Records nothing more; a last collection that comes late still shows what was.
  func stop() {
    unsafe on.pointee.store(false, ordering: .relaxed)
  }
}

extension Diagnostics {
  /// For instruments that do nothing, and so have nothing to say.
  static let unheard = Diagnostics { _ in }
}
