/// Remembers which keys were seen, in 64 bits: most new keys are known to be new without a look at the others.
struct KeyFilter {
  private var bits: UInt64 = 0

  /// Takes `key` in; false when nothing like it was there before, so that it is new for certain.
  @inline(__always)
  mutating func admit(_ key: UnsafeRawBufferPointer) -> Bool {
    let bit = unsafe UInt64(1) << (Self.digest(key) >> 58)
    defer { bits |= bit }
    return bits & bit != 0
  }

  /// Mixes the length and the ends of a key, which is enough to tell most keys of one program apart.
  @inline(__always)
  private static func digest(_ key: UnsafeRawBufferPointer) -> UInt64 {
    let count = key.count
    var mixed = UInt64(truncatingIfNeeded: count)
    if count >= 8 {
      let first = unsafe key.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
      let last = unsafe key.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      mixed ^= first ^ (last << 29 | last >> 35)
    } else {
      for index in 0..<count { unsafe mixed = mixed << 8 ^ UInt64(key[index]) }
    }
    return mixed &* 0x9E37_79B9_7F4A_7C15
  }
}
