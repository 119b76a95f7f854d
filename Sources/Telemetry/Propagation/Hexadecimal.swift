/// Digits read and written eight at a time: ids have 48 of them, and a branch for each would be guessed wrong often.
enum Hexadecimal {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// The number that 16 lowercase digits at `offset` make; nil when they are not all there.
  @inline(__always)
  static func number(in bytes: RawSpan, at offset: Int) -> UInt64? {
    guard let high = half(of: bytes, at: offset), let low = half(of: bytes, at: offset + 8) else {
      return nil
    }
    return high << 32 | low
  }

  /// The number that two lowercase digits at `offset` make.
  @inline(__always)
  static func byte(in bytes: RawSpan, at offset: Int) -> UInt8? {
    guard let high = digit(bytes[offset]), let low = digit(bytes[offset + 1]) else { return nil }
    return high << 4 | low
  }

  @inline(__always)
  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  @inline(__always)
  private static func half(of bytes: RawSpan, at offset: Int) -> UInt64? {
    guard offset + 8 <= bytes.byteCount else { return nil }
    // The first digit becomes the highest byte.
    let digits = UInt64(bigEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    // A byte of at least the bound gets its high bit by the addition; below 0x80 nothing carries over.
    func isAtLeast(_ bound: UInt64) -> UInt64 { digits &+ ones &* (0x80 - bound) }
    let isDigit = isAtLeast(0x30) & ~isAtLeast(0x3A)
    let isLetter = isAtLeast(0x61) & ~isAtLeast(0x67)
    guard digits & highBits == 0, (isDigit | isLetter) & highBits == highBits else { return nil }
    var number = digits & (ones &* 0x0F) &+ (digits >> 6 & ones) &* 9
    number = (number | number >> 4) & 0x00FF_00FF_00FF_00FF
    number = (number | number >> 8) & 0x0000_FFFF_0000_FFFF
    return (number | number >> 16) & 0xFFFF_FFFF
  }

  /// Eight lowercase digits as they stand in memory.
  static func digits(_ number: UInt32) -> UInt64 {
    var nibbles = UInt64(number)
    nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
    nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
    nibbles = (nibbles | nibbles << 4) & (ones &* 0x0F)
    let isLetter = (nibbles &+ ones &* 6) >> 4 & ones
    return (nibbles &+ ones &* 0x30 &+ isLetter &* 0x27).bigEndian
  }

  /// Writes 16 lowercase digits at `offset`.
  @inline(__always)
  static func store(_ number: UInt64, at offset: Int, in memory: UnsafeMutableRawBufferPointer) {
    unsafe memory.storeBytes(of: digits(UInt32(number >> 32)), toByteOffset: offset, as: UInt64.self)
    unsafe memory.storeBytes(
      of: digits(UInt32(truncatingIfNeeded: number)), toByteOffset: offset + 8, as: UInt64.self)
  }

  /// A text of ASCII, of which `write` writes every byte in place.
  @inline(__always)
  static func text(byteCount: Int, _ write: (UnsafeMutableRawBufferPointer) -> Void) -> String {
    unsafe String(unsafeUninitializedCapacity: byteCount) { buffer in
      unsafe write(UnsafeMutableRawBufferPointer(buffer))
      return byteCount
    }
  }
}
