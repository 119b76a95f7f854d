import WireFormat

/// 128 bits that stand for an attribute set, whatever the order of its entries.
///
/// Two sets are the same series when their fingerprints are: with a secret seed for each process, two different sets of
/// one table have the same one with a probability below 2^-100, far less than a memory error. Comparing keys and values
/// again would double what recording costs.
@usableFromInline struct AttributeFingerprint: Hashable, Sendable {
  /// Where the table begins to look.
  @usableFromInline var high: UInt64
  @usableFromInline var low: UInt64

  /// The fingerprint of no attributes.
  init() {
    high = 0
    low = 0
  }

  /// Takes in an entry; the order of calls does not matter.
  @inline(__always)
  mutating func combine(_ key: String, _ value: AttributeValue, _ seed: FingerprintSeed) {
    let (digest, kind) = seed.digest(of: value)
    combine(seed.digest(of: key), digest, kind, seed)
  }

  @inline(__always)
  mutating func combine(
    _ key: FingerprintSeed.Digest,
    _ value: FingerprintSeed.Digest,
    _ kind: UInt64,
    _ seed: borrowing FingerprintSeed
  ) {
    let first = (key.high ^ value.low ^ seed.third).multipliedFullWidth(by: key.low ^ kind ^ seed.fourth)
    let second = (key.low ^ value.high ^ seed.first).multipliedFullWidth(by: key.high ^ value.low ^ kind)
    high &+= first.high ^ first.low ^ value.high
    low &+= second.high ^ second.low ^ value.low
  }
}

/// The secret of this process's fingerprints.
@usableFromInline struct FingerprintSeed: Sendable {
  var first: UInt64
  var second: UInt64
  var third: UInt64
  var fourth: UInt64
  /// Whether attributes can be read where they lie; here to be near.
  let knowsLayout: Bool

  /// The one of this process.
  static let process = FingerprintSeed()

  private init() {
    var generator = SystemRandomNumberGenerator()
    first = generator.next()
    second = generator.next()
    third = generator.next()
    fourth = generator.next()
    knowsLayout = AttributeLayout.isKnown
  }

  /// What is left of one text or value.
  struct Digest {
    var high: UInt64
    var low: UInt64
  }

  @inline(__always)
  func digest(of text: String) -> Digest {
    let fast = unsafe text.utf8.withContiguousStorageIfAvailable {
      unsafe digest(of: UnsafeRawBufferPointer($0))
    }
    return fast ?? digestOfCopy(text)
  }

  /// The digest of a value, and a number for its kind, so that `1` and `true` differ.
  @inline(__always)
  func digest(of value: AttributeValue) -> (Digest, kind: UInt64) {
    switch value {
    case .string(let text): (digest(of: text), 1)
    case .bool(let flag): (digest(of: flag), 2)
    case .int(let number): (digest(of: number.bits), 3)
    case .double(let number): (digest(of: number.bits), 4)
    case .empty: (Digest(high: fourth, low: first), 5)
    case .bytes, .array, .map: (digestOfWireForm(value), 6)
    }
  }

  @inline(__always)
  func digest(of flag: Bool) -> Digest {
    Digest(high: flag ? first : second, low: flag ? third : fourth)
  }

  /// Of an integer or of the bits of a double; which of the two is the kind's to say.
  @inline(__always)
  func digest(of number: UInt64) -> Digest { mix(number, third) }

  @inline(__always)
  func digest(of text: AttributeLayout.Text) -> Digest { mix(text.low, text.high) }

  @inline(__always)
  private func mix(_ word: UInt64, _ other: UInt64) -> Digest {
    let product = (word ^ first).multipliedFullWidth(by: other ^ second)
    return Digest(high: product.high, low: product.low)
  }

  @inline(__always)
  private func digest(of bytes: UnsafeRawBufferPointer) -> Digest {
    guard let start = bytes.baseAddress else { return mix(0, 0) }
    let count = bytes.count
    if count <= 15 { return unsafe shortDigest(of: start, count) }
    return unsafe longDigest(of: start, count)
  }

  /// The same as for a text that lies inside its `String`.
  @inline(__always)
  private func shortDigest(of start: UnsafeRawPointer, _ count: Int) -> Digest {
    let low = unsafe Self.word(start, min(count, 8))
    let high = count > 8 ? unsafe Self.word(start + 8, count &- 8) : 0
    return digest(of: AttributeLayout.Text(low: low, high: high | UInt64(truncatingIfNeeded: count) &<< 56))
  }

  private func longDigest(of start: UnsafeRawPointer, _ count: Int) -> Digest {
    var state = mix(UInt64(truncatingIfNeeded: count), third)
    var offset = 0
    while offset < count {
      // The last block ends with the text, over the one before.
      let block = unsafe start + min(offset, count &- 16)
      let low = unsafe block.loadUnaligned(as: UInt64.self)
      let high = unsafe block.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      let product = (low ^ state.low ^ first).multipliedFullWidth(by: high ^ state.high ^ second)
      state = Digest(high: product.high ^ low, low: product.low ^ high)
      offset &+= 16
    }
    return state
  }

  /// At most eight bytes as a number.
  @inline(__always)
  private static func word(_ start: UnsafeRawPointer, _ count: Int) -> UInt64 {
    if count == 8 { return unsafe start.loadUnaligned(as: UInt64.self) }
    var word: UInt64 = 0
    var offset = 0
    if count & 4 != 0 {
      word = unsafe UInt64(start.loadUnaligned(as: UInt32.self))
      offset = 4
    }
    if count & 2 != 0 {
      let part = unsafe UInt64(start.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
      word |= part &<< UInt64(truncatingIfNeeded: offset &* 8)
      offset &+= 2
    }
    if count & 1 != 0 {
      let part = unsafe UInt64(start.load(fromByteOffset: offset, as: UInt8.self))
      word |= part &<< UInt64(truncatingIfNeeded: offset &* 8)
    }
    return word
  }

  /// Text that is not stored as UTF-8, as a bridged one may be.
  @inline(never)
  private func digestOfCopy(_ text: String) -> Digest {
    unsafe Array(text.utf8).withUnsafeBytes { unsafe digest(of: $0) }
  }

  /// Bytes, arrays and maps are written down first, maps in the order of their keys (Z-14).
  @inline(never)
  private func digestOfWireForm(_ value: AttributeValue) -> Digest {
    var writer = ByteWriter(capacity: 256)
    writer.anyValue(0x12, value)
    return unsafe writer.withBytes { unsafe digest(of: $0) }
  }
}
