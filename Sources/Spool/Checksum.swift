extension SpoolRequest {
  /// A number that changes with any byte, so that what a disk has spoiled is not sent.
  ///
  /// Each step maps different states and different words to different states, so one changed word always shows. It is
  /// no protection against somebody who changes the file on purpose; for that the directory is private.
  var checksum: Int64 {
    var state = UInt64(bitPattern: signal.rawValue) &* 31 &+ UInt64(truncatingIfNeeded: itemCount)
    for byte in destination.utf8 { Self.mix(UInt64(byte), into: &state) }
    let bytes = unsafe bytes.span.bytes
    var offset = 0
    while offset &+ 8 <= bytes.byteCount {
      Self.mix(unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self), into: &state)
      offset &+= 8
    }
    while offset < bytes.byteCount {
      Self.mix(UInt64(unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)), into: &state)
      offset &+= 1
    }
    Self.mix(UInt64(bytes.byteCount), into: &state)
    return Int64(bitPattern: state)
  }

  private static func mix(_ word: UInt64, into state: inout UInt64) {
    state = (state ^ word.littleEndian) &* 0x9E37_79B9_7F4A_7C15
    state = state << 23 | state >> 41
  }
}
