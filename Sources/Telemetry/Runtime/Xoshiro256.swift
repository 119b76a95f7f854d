/// Blackman and Vigna's xoshiro256**: small, fast, and random enough for ids; not for secrets.
package struct Xoshiro256: RandomNumberGenerator, Sendable {
  private var a, b, c, d: UInt64

  package init(seededBy source: inout some RandomNumberGenerator) {
    (a, b, c, d) = (source.next(), source.next(), source.next(), source.next())
    if a | b | c | d == 0 { a = 1 }
  }

  /// A generator with a seed of its own.
  package static func seededBySystem() -> Xoshiro256 {
    var system = SystemRandomNumberGenerator()
    return Xoshiro256(seededBy: &system)
  }

  @inline(__always)
  package mutating func next() -> UInt64 {
    let multiplied = b &* 5
    let result = (multiplied << 7 | multiplied >> 57) &* 9
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = d << 45 | d >> 19
    return result
  }

  /// Any number but zero.
  @inline(__always)
  mutating func nextNonZero() -> UInt64 {
    while true {
      let value = next()
      if value != 0 { return value }
    }
  }
}
