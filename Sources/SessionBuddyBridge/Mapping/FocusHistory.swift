import Telemetry

/// Which application had the focus when, as far as it is recent, and the switches that follow from it.
///
/// Events usually come in order of time. One that comes late is put where it belongs; where it splits a switch
/// that was already counted, that switch is owed, since a counter cannot shrink: the next one of the same kind
/// is then not counted.
struct FocusHistory: Sendable {
  struct Switch: Hashable, Sendable {
    let from: String
    let to: String
  }

  private struct Event: Sendable {
    let application: String
    let time: Timestamp
  }

  /// How many events a late one may be behind.
  static let capacity = 256
  /// How many kinds of switches can be owed; beyond it a late event may count one too many.
  private static let maximumOwed = 256

  private var events: [Event] = []
  private var owed: [Switch: Int] = [:]
  private var hasForgotten = false

  /// The switches to count now that `application` is known to have had the focus at `time`.
  mutating func insert(_ application: String, at time: Timestamp) -> [Switch] {
    let index = events.lastIndex { $0.time <= time }.map { $0 + 1 } ?? 0
    guard index > 0 || !hasForgotten else { return [] }
    let previous = index > 0 ? events[index - 1].application : nil
    let next = index < events.count ? events[index].application : nil
    events.insert(Event(application: application, time: time), at: index)
    if events.count > Self.capacity {
      events.removeFirst()
      hasForgotten = true
    }
    if let split = Switch(from: previous, to: next), owed.count < Self.maximumOwed || owed[split] != nil {
      owed[split, default: 0] += 1
    }
    return [Switch(from: previous, to: application), Switch(from: application, to: next)]
      .compactMap(\.self)
      .filter { !settle($0) }
  }

  /// Whether `one` was counted in advance.
  private mutating func settle(_ one: Switch) -> Bool {
    guard let count = owed[one] else { return false }
    owed[one] = count > 1 ? count - 1 : nil
    return true
  }
}

extension FocusHistory.Switch {
  /// Nil unless both applications are known and differ.
  fileprivate init?(from: String?, to: String?) {
    guard let from, let to, from != to else { return nil }
    self.init(from: from, to: to)
  }
}
