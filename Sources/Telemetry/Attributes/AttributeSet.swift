import Synchronization

/// Attributes with unique keys that compare and hash regardless of order: what identifies a series.
///
/// A set sorts and hashes its entries once, when it is made, and is shared from then on: keep one in a constant
/// where the same attributes are recorded again and again.
///
/// ```swift
/// let attributes: AttributeSet = ["result_type": "reflection", "clicked": true]
/// ```
///
/// An empty key is dropped; of a repeated key the last value wins.
public struct AttributeSet: Sendable {
  /// One key and its value.
  public struct Entry: Hashable, Sendable {
    /// Never empty; keys that differ by case are different keys.
    public let key: String
    /// The value recorded under `key`.
    public let value: AttributeValue
  }

  private let storage: Storage

  /// No attributes at all.
  public static let empty = AttributeSet(storage: Storage([]))

  private init(storage: Storage) {
    self.storage = storage
  }

  /// The attributes in `pairs`; later pairs overwrite earlier ones.
  ///
  /// - Complexity: O(*n* log *n*), also when every key is the same.
  public init(_ pairs: some Sequence<(String, AttributeValue)>) {
    var entries = pairs.compactMap { key, value in key.isEmpty ? nil : Entry(key: key, value: value) }
    guard !entries.isEmpty else {
      self = .empty
      return
    }
    let isOrdered = zip(entries, entries.dropFirst()).allSatisfy { $0.key < $1.key }
    if !isOrdered { entries = Self.sortedKeepingLast(entries) }
    storage = Storage(entries)
  }

  /// In key order, of equal keys only the last.
  private static func sortedKeepingLast(_ entries: [Entry]) -> [Entry] {
    entries.count <= 16 ? insertedInOrder(entries) : sortedByKeyAndPlace(entries)
  }

  /// Each entry put where it belongs: the fastest way for the few that a literal has.
  private static func insertedInOrder(_ entries: [Entry]) -> [Entry] {
    var unique: [Entry] = []
    unique.reserveCapacity(entries.count)
    for entry in entries {
      var index = unique.count
      while index > 0, unique[index - 1].key > entry.key { index -= 1 }
      if index > 0, unique[index - 1].key == entry.key {
        unique[index - 1] = entry
      } else {
        unique.insert(entry, at: index)
      }
    }
    return unique
  }

  private static func sortedByKeyAndPlace(_ entries: [Entry]) -> [Entry] {
    let sorted = entries.enumerated().sorted { left, right in
      left.element.key == right.element.key
        ? left.offset < right.offset : left.element.key < right.element.key
    }
    var unique: [Entry] = []
    unique.reserveCapacity(sorted.count)
    for (_, entry) in sorted {
      if unique.last?.key == entry.key { unique.removeLast() }
      unique.append(entry)
    }
    return unique
  }

  /// The value under `key`, or nil.
  public subscript(key: String) -> AttributeValue? {
    storage.entries.first { $0.key == key }?.value
  }

  /// These attributes with those of `other` over them.
  public func merging(_ other: AttributeSet) -> AttributeSet {
    AttributeSet((storage.entries + other.storage.entries).map { ($0.key, $0.value) })
  }

  /// The set as `encode` writes it, made at the first call and kept with the set.
  ///
  /// There is one wire format per program, so one slot is enough: every caller passes the same encoder.
  package func cachedEncoding(_ encode: (AttributeSet) -> [UInt8]) -> [UInt8] {
    if let known = storage.encoding.withLock({ $0 }) { return known }
    let made = encode(self)
    storage.encoding.withLock { $0 = made }
    return made
  }

  private final class Storage: Sendable {
    let entries: [Entry]
    let hash: Int
    let encoding = Mutex<[UInt8]?>(nil)

    init(_ entries: [Entry]) {
      self.entries = entries
      var hasher = Hasher()
      hasher.combine(entries)
      hash = hasher.finalize()
    }
  }
}

extension AttributeSet: Hashable {
  /// Equal when the same keys have the same values.
  public static func == (left: AttributeSet, right: AttributeSet) -> Bool {
    left.storage === right.storage
      || (left.storage.hash == right.storage.hash && left.storage.entries == right.storage.entries)
  }

  /// Feeds the hash computed when the set was made.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(storage.hash)
  }
}

extension AttributeSet: RandomAccessCollection {
  /// Zero.
  public var startIndex: Int { 0 }
  /// How many attributes there are.
  public var endIndex: Int { storage.entries.count }
  /// The entries in key order.
  public subscript(position: Int) -> Entry { storage.entries[position] }
}

extension AttributeSet: ExpressibleByDictionaryLiteral {
  /// The attributes of a literal; of a repeated key the last value wins.
  public init(dictionaryLiteral elements: (String, AttributeValue)...) {
    self.init(elements)
  }
}

extension AttributeSet: CustomStringConvertible {
  /// `{key=value, key=value}` in key order.
  public var description: String {
    "{" + map { "\($0.key)=\($0.value)" }.joined(separator: ", ") + "}"
  }
}
