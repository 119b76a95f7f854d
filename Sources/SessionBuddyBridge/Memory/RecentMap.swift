/// A map that remembers at least the last `generation` keys written and forgets the rest.
///
/// Two dictionaries take turns: when the younger is full it becomes the older, and the older is dropped as a
/// whole. That keeps between one and two generations for the price of two look-ups, without a list of uses.
package struct RecentMap<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let generation: Int
  private var young: [Key: Value] = [:]
  private var old: [Key: Value] = [:]

  package init(generation: Int) {
    self.generation = generation
  }

  package subscript(key: Key) -> Value? {
    young[key] ?? old[key]
  }

  /// How many values are kept, some of them perhaps in two versions.
  package var count: Int { young.count + old.count }

  package mutating func remember(_ value: Value, for key: Key) {
    if young.count >= generation, young[key] == nil {
      old = young
      young = [:]
    }
    young[key] = value
  }
}

/// A set that remembers at least the last `generation` members; see ``RecentMap``.
package struct RecentSet<Member: Hashable & Sendable>: Sendable {
  private let generation: Int
  private var young: Set<Member> = []
  private var old: Set<Member> = []

  package init(generation: Int) {
    self.generation = generation
  }

  package var count: Int { young.count + old.count }

  /// Whether `member` is new; it is remembered either way.
  package mutating func insert(_ member: Member) -> Bool {
    guard !old.contains(member) else { return false }
    if young.count >= generation, !young.contains(member) {
      old = young
      young = [member]
      return true
    }
    return young.insert(member).inserted
  }
}
