/// 128 bits that stand for a value; two values share them by accident about once in 10^26 for a million values.
package struct Fingerprint: Hashable, Sendable {
  package private(set) var low: UInt64
  package private(set) var high: UInt64

  package init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// Adds `other`, which may be done in any order.
  mutating func add(_ other: Fingerprint) {
    low &+= other.low
    high &+= other.high
  }
}

/// SipHash-2-4 with 128 bits of output: a keyed hash whose result is the same in every process and on every machine.
///
/// Unlike `Hasher`, it can name a thing across restarts, and nobody without the key can test a guess.
package struct SipHash: Sendable {
  /// The secret.
  package struct Key: Sendable {
    let low: UInt64
    let high: UInt64

    package init(low: UInt64, high: UInt64) {
      self.low = low
      self.high = high
    }

    /// For identity within one process, where no secret is needed.
    package static let zero = Key(low: 0, high: 0)
  }

  private var state: (UInt64, UInt64, UInt64, UInt64)
  private var pending: UInt64 = 0
  private var count = 0

  package init(_ key: Key = .zero) {
    state = (
      key.low ^ 0x736f_6d65_7073_6575,
      key.high ^ 0x646f_7261_6e64_6f6d ^ 0xee,
      key.low ^ 0x6c79_6765_6e65_7261,
      key.high ^ 0x7465_6462_7974_6573
    )
  }

  package mutating func append(_ byte: UInt8) {
    pending |= UInt64(byte) << (UInt64(count & 7) &* 8)
    count &+= 1
    if count & 7 == 0 { absorb() }
  }

  package mutating func append(_ number: UInt64) {
    let shift = UInt64(count & 7) &* 8
    pending |= number << shift
    count &+= 8
    absorb()
    // What did not fit; nothing where all of it did.
    pending = number >> (64 - shift)
  }

  /// The bytes of `text` and how many they are, so that texts in a row cannot run into each other.
  package mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      append(UInt64(bytes.count))
      unsafe append(UnsafeRawBufferPointer(bytes))
    }
  }

  /// The bytes of `bytes` and how many they are.
  package mutating func append(_ bytes: [UInt8]) {
    append(UInt64(bytes.count))
    unsafe bytes.withUnsafeBytes { unsafe append($0) }
  }

  /// Eight bytes at a time as far as they go.
  private mutating func append(_ bytes: UnsafeRawBufferPointer) {
    var offset = 0
    while bytes.count - offset >= 8 {
      unsafe append(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    while offset < bytes.count {
      unsafe append(bytes[offset])
      offset += 1
    }
  }

  package consuming func finish() -> Fingerprint {
    pending |= UInt64(truncatingIfNeeded: count) << 56
    absorb()
    state.2 ^= 0xee
    for _ in 0..<4 { round() }
    let low = state.0 ^ state.1 ^ state.2 ^ state.3
    state.1 ^= 0xdd
    for _ in 0..<4 { round() }
    return Fingerprint(low: low, high: state.0 ^ state.1 ^ state.2 ^ state.3)
  }

  @inline(__always)
  private mutating func absorb() {
    state.3 ^= pending
    round()
    round()
    state.0 ^= pending
    pending = 0
  }

  @inline(__always)
  private mutating func round() {
    state.0 &+= state.1
    state.1 = state.1.rotated(13) ^ state.0
    state.0 = state.0.rotated(32)
    state.2 &+= state.3
    state.3 = state.3.rotated(16) ^ state.2
    state.0 &+= state.3
    state.3 = state.3.rotated(21) ^ state.0
    state.2 &+= state.1
    state.1 = state.1.rotated(17) ^ state.2
    state.2 = state.2.rotated(32)
  }
}

extension UInt64 {
  fileprivate func rotated(_ count: UInt64) -> UInt64 {
    self << count | self >> (64 - count)
  }
}
