import Synchronization

/// How large a request may be: what the settings say, or less once the collector has refused one for its size.
///
/// What was learnt holds for as long as the exporter lives. A collector that takes more after its next start gets smaller
/// requests than it could take, which costs it nothing.
final class RequestSizeLimit: Sendable {
  /// A collector that claims to take less than this is not believed.
  static let smallest = 1_024

  private let current: Atomic<Int>

  init(_ bytes: Int) {
    current = Atomic(bytes)
  }

  var bytes: Int { current.load(ordering: .relaxed) }

  /// The collector takes at most `maximum`; the new limit, which leaves an eighth for what lies around a message, nil when
  /// the one before is as low.
  func learn(maximum: Int) -> Int? {
    let new = maximum - maximum / 8
    guard new >= Self.smallest, new < bytes else { return nil }
    current.store(new, ordering: .relaxed)
    return new
  }
}
