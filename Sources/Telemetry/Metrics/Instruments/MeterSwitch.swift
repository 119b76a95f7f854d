import Synchronization

/// Whether the instruments of a meter do anything (M-32).
@safe final class MeterSwitch: Sendable {
  /// That of meters that do nothing.
  static let off = MeterSwitch(false, of: "")

  /// The meter, for diagnostics.
  let name: String
  private let shown: Atomic<Bool>
  private let origin = ProcessOrigin()
  private nonisolated(unsafe) let word: SwitchWords.Pointer

  init(_ isOn: Bool, of name: String) {
    self.name = name
    shown = Atomic(isOn)
    unsafe word = SwitchWords.take(isOn)
  }

  deinit {
    if origin.isHere { unsafe SwitchWords.giveBack(word) }
  }

  @inline(__always)
  var isOn: Bool { unsafe word.pointee.isOn.load(ordering: .relaxed) }

  /// Where it stands as long as this object lives.
  var pointer: UnsafePointer<SwitchWords.Word> { unsafe UnsafePointer(word) }

  /// Whether what was recorded is shown to readers.
  var isShown: Bool { shown.load(ordering: .relaxed) }

  func turn(on isOn: Bool) {
    unsafe word.pointee.isOn.store(isOn, ordering: .relaxed)
    shown.store(isOn, ordering: .relaxed)
  }

  /// Turns off every meter of the process, in a forked child that has none of their threads.
  static func turnAllOff() {
    SwitchWords.turnAllOff()
  }

  /// Records nothing more; a last collection that comes late still shows what was.
  func stop() {
    unsafe word.pointee.isOn.store(false, ordering: .relaxed)
  }
}

extension Diagnostics {
  /// For instruments that do nothing, and so have nothing to say.
  static let unheard = Diagnostics { _ in }
}
