/// Remembers which keys were seen, in 64 bits: most new keys are known to be new without a look at the others.
struct KeyFilter {
  private var bits: UInt64 = 0

  /// One that knows of keys, but not of which.
  static var unknown: KeyFilter {
    var filter = KeyFilter()
    filter.bits = .max
    return filter
  }

  /// Takes a key in by its first eight bytes, the next eight, and how many it has; bytes it does not have are zero. False
  /// when nothing like it was there before, so that it is new for certain.
  @inline(__always)
  mutating func admit(_ first: UInt64, _ second: UInt64, count: Int) -> Bool {
    let mixed = first ^ (second << 29 | second >> 35) ^ UInt64(truncatingIfNeeded: count)
    let bit = UInt64(1) << ((mixed &* 0x9E37_79B9_7F4A_7C15) >> 58)
    defer { bits |= bit }
    return bits & bit != 0
  }

  /// The same for a key that lies in memory.
  mutating func admit(_ key: UnsafeRawBufferPointer) -> Bool {
    var (first, second): (UInt64, UInt64) = (0, 0)
    for index in 0..<min(key.count, 16) {
      let byte = unsafe UInt64(key[index])
      if index < 8 { first |= byte << UInt64(index * 8) } else { second |= byte << UInt64((index - 8) * 8) }
    }
    return admit(first, second, count: key.count)
  }
}
