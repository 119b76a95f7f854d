import Synchronization
import Telemetry

/// Attribute sets made once per combination of values, so that recording the next one only looks it up.
///
/// At the limit the cache starts over: it saves work, nothing depends on what it holds.
final class AttributeSetCache<Values: Hashable & Sendable>: Sendable {
  private let limit: Int
  private let known = Mutex<[Values: AttributeSet]>([:])

  init(limit: Int = 2_048) {
    self.limit = limit
  }

  func set(for values: Values, made make: (Values) -> AttributeSet) -> AttributeSet {
    if let found = known.withLock({ $0[values] }) { return found }
    let made = make(values)
    known.withLock { known in
      if known.count >= limit { known.removeAll() }
      known[values] = made
    }
    return made
  }
}
