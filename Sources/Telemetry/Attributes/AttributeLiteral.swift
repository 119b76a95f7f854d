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
  func fingerprint(_ seed: FingerprintSeed) -> AttributeFingerprint {
    var fingerprint = AttributeFingerprint()
    for index in 0..<count {
      unsafe fingerprint.combine(self[index].0, self[index].1, seed)
    }
    return fingerprint
  }
}
