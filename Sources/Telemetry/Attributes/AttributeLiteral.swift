/// Attributes written down where they are recorded, as in `counter.add(1, ["route": "/search", "cached": true])`.
///
/// A literal of this type lives on the stack and is looked up as it stands: recording it again allocates nothing. It is
/// only good as an argument; attributes to keep are an ``AttributeSet``.
///
/// An empty key is dropped; of a repeated key the last value wins.
public struct AttributeLiteral: ExpressibleByDictionaryLiteral {
  @usableFromInline let elements: [(String, AttributeValue)]

  /// The attributes of a literal.
  @inlinable @inline(__always)
  public init(dictionaryLiteral elements: (String, AttributeValue)...) {
    self.elements = elements
  }
}

extension UnsafeBufferPointer where Element == (String, AttributeValue) {
  /// What the set of these attributes has for a fingerprint, unless a key is empty or repeated; then it is that of no
  /// set, which costs a second look-up and nothing else.
  @inline(__always)
  func fingerprint(_ seed: borrowing FingerprintSeed) -> AttributeFingerprint {
    var fingerprint = AttributeFingerprint()
    guard let start = unsafe UnsafeRawPointer(baseAddress), seed.knowsLayout else {
      for index in 0..<count { unsafe fingerprint.combine(self[index].0, self[index].1, copy seed) }
      return fingerprint
    }
    for index in 0..<count {
      let place = unsafe AttributeLayout(start + index &* MemoryLayout<Element>.stride)
      let key =
        if let text = place.key { seed.digest(of: text) } else { unsafe seed.digest(of: self[index].0) }
      let value: FingerprintSeed.Digest
      let kind: UInt64
      switch place.kind {
      case AttributeLayout.Kind.int: (value, kind) = (seed.digest(of: place.number), 3)
      case AttributeLayout.Kind.double: (value, kind) = (seed.digest(of: place.number), 4)
      case AttributeLayout.Kind.bool: (value, kind) = (seed.digest(of: place.flag), 2)
      case AttributeLayout.Kind.string:
        if let text = place.text {
          (value, kind) = (seed.digest(of: text), 1)
        } else {
          (value, kind) = unsafe seed.digest(of: self[index].1)
        }
      default: (value, kind) = unsafe seed.digest(of: self[index].1)
      }
      fingerprint.combine(key, value, kind, seed)
    }
    return fingerprint
  }
}

extension AttributeSet {
  /// Whether a literal of `entries`, with different keys that are not empty, is taken for this set.
  package func isFound(by entries: [(String, AttributeValue)]) -> Bool {
    unsafe entries.withUnsafeBufferPointer { unsafe $0.fingerprint(.process) == fingerprint }
  }
}
