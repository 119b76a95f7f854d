import Synchronization

/// How large a request may be: what the settings say, or less once the collector has refused one for its size.
///
/// What was learnt holds for as long as the exporter lives. A collector that takes more after its next start gets smaller
/// requests than it could take, which costs it nothing.
final class RequestSizeLimit: Sendable {
  /// A collector that claims to take less than this is not believed.
  static let smallest = 1_024
  /// Nor is one that claims to take less and less: this is enough to come down to a two hundredth by halves.
  private static let maximumLessons = 8

  private struct State {
    /// What the collector takes; nil until it has refused something.
    var maximum: Int?
    var lessons = 0
  }

  private let current: Atomic<Int>
  private let state = Mutex(State())

  init(_ bytes: Int) {
    current = Atomic(bytes)
  }

  /// How large a request may be made.
  var bytes: Int { current.load(ordering: .relaxed) }

  /// What the collector takes, as far as that is known.
  var maximum: Int? { state.withLock { $0.maximum } }

  /// The collector takes at most `maximum`; the new limit, which leaves an eighth for what lies around a message, nil when
  /// the one before is as low.
  func learn(maximum: Int) -> Int? {
    let new = maximum - maximum / 8
    return state.withLock { state in
      guard new >= Self.smallest, new < bytes, state.lessons < Self.maximumLessons else { return nil }
      state = State(maximum: maximum, lessons: state.lessons + 1)
      current.store(new, ordering: .relaxed)
      return new
    }
  }
}
