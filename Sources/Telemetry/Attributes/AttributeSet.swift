import WireFormat

/// Attributes with unique keys that compare and hash regardless of order: what identifies a series.
///
/// A set sorts, encodes and hashes its entries once, when it is made, and is shared from then on: keep one in a constant
/// where the same attributes are recorded again and again.
///
/// ```swift
/// let attributes: AttributeSet = ["result_type": "reflection", "clicked": true]
/// ```
///
/// An empty key is dropped; of a repeated key the last value wins. Keys and texts are compared byte by
/// byte. In memory a set is what it will be on the wire, one block of bytes: reading a value back decodes it.
@safe public struct AttributeSet: Sendable {
  /// One key and its value.
  public struct Entry: Hashable, Sendable {
    /// Never empty; keys that differ by case are different keys.
    public let key: String
    /// The value recorded under `key`.
    public let value: AttributeValue
  }

  @usableFromInline struct Header {
    @usableFromInline let fingerprint: AttributeFingerprint
    let count: Int32
    @usableFromInline let byteCount: Int32
  }

  @usableFromInline typealias Storage = ManagedBuffer<Header, UInt8>

  /// Never changed once it is made, which is what makes sharing it safe.
  nonisolated(unsafe) let storage: Storage

  init(storage: Storage) {
    unsafe self.storage = storage
  }

  /// No attributes at all.
  public static let empty = AttributeSet(entries: [])

  /// The attributes in `pairs`; later pairs overwrite earlier ones.
  ///
  /// - Complexity: O(*n* log *n*), also when every key is the same.
  public init(_ pairs: some Sequence<(String, AttributeValue)>) {
    if let set = pairs.withContiguousStorageIfAvailable({ unsafe Self.compact($0) }) ?? nil {
      self = set
      return
    }
    let pairs = pairs.filter { !$0.0.isEmpty }
    if pairs.isEmpty {
      self = .empty
    } else {
      self.init(entries: Self.isAscending(pairs) ? pairs : Self.sortedKeepingLast(pairs))
    }
  }

  /// A set of `entries`, which are in order and have different keys.
  private init(entries: [(String, AttributeValue)]) {
    let seed = FingerprintSeed.process
    var fingerprint = AttributeFingerprint()
    var writer = ByteWriter(capacity: 64 &+ entries.count &* 32)
    for (key, value) in entries {
      fingerprint.combine(key, value, seed)
      writer.keyValue(Self.wireTag, key, value)
    }
    self.init(writer, count: entries.count, fingerprint)
  }

  private static func isAscending(_ pairs: [(String, AttributeValue)]) -> Bool {
    zip(pairs, pairs.dropFirst()).allSatisfy { $0.0.0.isBytewiseBefore($0.1.0) }
  }

  /// In key order, of equal keys only the last.
  private static func sortedKeepingLast(_ pairs: [(String, AttributeValue)]) -> [(String, AttributeValue)] {
    // The sort is stable, so that of equal keys the last still stands last.
    let sorted = pairs.sorted { $0.0.isBytewiseBefore($1.0) }
    var unique: [(String, AttributeValue)] = []
    unique.reserveCapacity(sorted.count)
    for pair in sorted {
      if let last = unique.last, !last.0.isBytewiseBefore(pair.0) { unique.removeLast() }
      unique.append(pair)
    }
    return unique
  }

  /// The value under `key`, or nil.
  public subscript(key: String) -> AttributeValue? {
    first { $0.key == key }?.value
  }

  /// These attributes with those of `other` over them.
  public func merging(_ other: AttributeSet) -> AttributeSet {
    if isEmpty { return other }
    if other.isEmpty { return self }
    return AttributeSet((Array(self) + Array(other)).map { ($0.key, $0.value) })
  }

  /// The attributes whose keys `isIncluded` accepts.
  package func filtered(_ isIncluded: (String) -> Bool) -> AttributeSet {
    let kept = filter { isIncluded($0.key) }
    return kept.count == count ? self : AttributeSet(kept.lazy.map { ($0.key, $0.value) })
  }

  /// What stands for this set in tables.
  @inline(__always)
  var fingerprint: AttributeFingerprint { header.fingerprint }

  /// Read at its address: as a property of the buffer it would be checked for exclusive access each time.
  @inline(__always)
  var header: Header { unsafe storage.withUnsafeMutablePointerToHeader { unsafe $0.pointee } }
}

extension String {
  /// Whether this text comes before `other` when bytes of UTF-8 are compared.
  package func isBytewiseBefore(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}

extension AttributeSet: Hashable {
  /// Equal when the same keys have the same values.
  public static func == (left: AttributeSet, right: AttributeSet) -> Bool {
    if unsafe left.storage === right.storage { return true }
    guard left.fingerprint == right.fingerprint else { return false }
    return unsafe left.withWireForm { left in
      unsafe right.withWireForm { right in unsafe left.count == right.count && left.elementsEqual(right) }
    }
  }

  /// Feeds the fingerprint made with the set.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(fingerprint.low)
  }
}

extension AttributeSet: ExpressibleByDictionaryLiteral {
  /// The attributes of a literal; of a repeated key the last value wins.
  public init(dictionaryLiteral elements: (String, AttributeValue)...) {
    self = unsafe elements.withUnsafeBufferPointer { unsafe Self.compact($0) } ?? AttributeSet(elements)
  }
}

extension AttributeSet: CustomStringConvertible {
  /// `{key=value, key=value}` in key order.
  public var description: String {
    "{" + map { "\($0.key)=\($0.value)" }.joined(separator: ", ") + "}"
  }
}
