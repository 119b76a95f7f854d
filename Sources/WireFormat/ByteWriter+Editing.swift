extension ByteWriter {
  /// Takes what stands in `range` out; what follows moves up.
  package mutating func remove(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let rest = count &- range.upperBound
    unsafe (base + range.lowerBound).copyMemory(from: base + range.upperBound, byteCount: rest)
    count &-= range.count
  }

  /// Gives another tag of one byte to each of the messages that follow one another from `start` to the end.
  package mutating func replaceTags(from start: Int, with tag: UInt8) {
    precondition(start >= 0)
    var offset = start
    while offset &+ 1 < count {
      unsafe base.storeBytes(of: tag, toByteOffset: offset, as: UInt8.self)
      offset &+= 1
      var byte = unsafe base.load(fromByteOffset: offset, as: UInt8.self)
      var length = Int(byte & 0x7F)
      var shift = 7
      // Most messages are shorter than 128 bytes.
      while byte >= 0x80, offset &+ 1 < count {
        offset &+= 1
        byte = unsafe base.load(fromByteOffset: offset, as: UInt8.self)
        length |= Int(byte & 0x7F) << shift
        shift &+= 7
      }
      offset &+= length &+ 1
    }
  }
}
