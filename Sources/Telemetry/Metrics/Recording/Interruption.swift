import Synchronization

/// A recording that is interrupted, as any can be by the system; for tests, since none can ask for that.
package enum Interruption {
  /// When the table of series is at hand, but not read.
  case lookingUp
  /// When the series is found, but not the page to write to.
  case choosingPage
  /// When the cell is found, but not written to.
  case writing

  /// What happens meanwhile; it may ask which page is written to, and must not record on this thread.
  package typealias Pause = (_ page: () -> Int) -> Void
}

extension InstrumentCore {
  /// Records into a series that is there already and runs `pause` in the middle; false when there is none, or no slot for
  /// the thread.
  package func record(
    _ bits: UInt64,
    _ attributes: AttributeSet,
    _ interruption: Interruption,
    by pause: Interruption.Pause
  ) -> Bool {
    guard let slot = unsafe ThreadSlots.current else { return false }
    return storages.allSatisfy { unsafe $0.record(bits, attributes.fingerprint, slot, interruption, pause) }
  }
}

extension SeriesStorage {
  fileprivate func record(
    _ bits: UInt64,
    _ fingerprint: AttributeFingerprint,
    _ slot: ThreadSlot.Pointer,
    _ interruption: Interruption,
    _ pause: Interruption.Pause
  ) -> Bool {
    let entered = unsafe slot.pointee.enter()
    defer { unsafe slot.pointee.leave(entered) }
    let words = unsafe index.words
    let page = { self.phase.current }
    if interruption == .lookingUp { pause(page) }
    guard let row = unsafe index.find(fingerprint, in: words) else { return false }
    if interruption == .choosingPage { pause(page) }
    let cell = unsafe cell(at: PagePlace(rows.target(of: row)), by: slot)
    if interruption == .writing { pause(page) }
    unsafe kind.add(bits, to: cell)
    return true
  }
}

extension Counter {
  /// Adds to a series that is there already and runs `pause` in the middle; false when there is none.
  package func add(
    _ amount: Value,
    _ attributes: AttributeSet,
    _ interruption: Interruption,
    by pause: Interruption.Pause
  ) -> Bool {
    core.record(amount.bits, attributes, interruption, by: pause)
  }
}

extension Gauge {
  /// Sets a series that is there already and runs `pause` in the middle; false when there is none.
  package func record(
    _ value: Value,
    _ attributes: AttributeSet,
    _ interruption: Interruption,
    by pause: Interruption.Pause
  ) -> Bool {
    core.record(value.bits, attributes, interruption, by: pause)
  }
}
