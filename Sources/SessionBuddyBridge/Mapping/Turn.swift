/// Lets one caller at a time show what there is to see, the newest last, with no lock held while it does.
///
/// Setting a gauge may make an overflow known to a handler of diagnostics, and that handler may record. So nothing
/// can be locked meanwhile; yet without a lock an older value could overwrite a newer one. Therefore what is to be
/// shown is decided under the lock that guards the state, in the order of the changes; who finds somebody else
/// showing leaves the value to them. Only the newest of what was left waits.
struct Turn<Value: Sendable>: Sendable {
  private var isTaken = false
  private var waiting: Value?

  /// What the caller is to show now, before it asks for the `next`; nil when somebody else will.
  mutating func take(toShow value: Value) -> Value? {
    if isTaken {
      waiting = value
      return nil
    }
    isTaken = true
    return value
  }

  /// What came to be shown meanwhile; nil ends the turn.
  mutating func next() -> Value? {
    guard let value = waiting else {
      isTaken = false
      return nil
    }
    waiting = nil
    return value
  }
}
