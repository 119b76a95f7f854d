/// Digits read and written eight at a time: ids have 48 of them, and a branch for each would be guessed wrong often.
enum Hexadecimal {
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// Reads numbers, and looks at the end only whether all of it were digits: a branch for each costs more than the rest.
  struct Reader {
    private var wrong: UInt64 = 0

    /// Whether everything that was read were lowercase digits.
    @inline(__always)
    var areAllValid: Bool { wrong == 0 }

    /// The number that 16 digits at `offset` make, where there are as many bytes.
    @inline(__always)
    mutating func number(in bytes: RawSpan, at offset: Int) -> UInt64 {
      let high = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
      let low = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset &+ 8, as: UInt64.self)
      return half(high) << 32 | half(low)
    }

    /// The number of eight digits as they stand in memory, the first of which becomes the highest byte.
    @inline(__always)
    private mutating func half(_ memory: UInt64) -> UInt64 {
      let digits = UInt64(bigEndian: memory)
      // A letter has this bit, and means nine more than its low half says.
      let isLetter = digits >> 6 & Hexadecimal.ones
      var nibbles = (digits &+ isLetter &* 9) & (Hexadecimal.ones &* 0x0F)
      // Written again they must be the same: that only digits are.
      wrong |= Hexadecimal.written(nibbles) ^ digits
      nibbles = (nibbles | nibbles >> 4) & 0x00FF_00FF_00FF_00FF
      nibbles = (nibbles | nibbles >> 8) & 0x0000_FFFF_0000_FFFF
      return (nibbles | nibbles >> 16) & 0xFFFF_FFFF
    }
  }

  /// The digit of each of eight bytes, which are less than 16.
  @inline(__always)
  private static func written(_ nibbles: UInt64) -> UInt64 {
    let isLetter = (nibbles &+ ones &* 6) >> 4 & ones
    return nibbles &+ ones &* 0x30 &+ isLetter &* 0x27
  }

  /// The number that 16 lowercase digits at `offset` make; nil when they are not all there.
  @inline(__always)
  static func number(in bytes: RawSpan, at offset: Int) -> UInt64? {
    guard offset + 16 <= bytes.byteCount else { return nil }
    var reader = Reader()
    let number = reader.number(in: bytes, at: offset)
    return reader.areAllValid ? number : nil
  }

  /// The number that two lowercase digits at `offset` make, where there are as many bytes.
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

  /// Eight lowercase digits as they stand in memory.
  static func digits(_ number: UInt32) -> UInt64 {
    var nibbles = UInt64(number)
    nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
    nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
    nibbles = (nibbles | nibbles << 4) & (ones &* 0x0F)
    return written(nibbles).bigEndian
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
