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
    while offset < count {
      unsafe base.storeBytes(of: tag, toByteOffset: offset, as: UInt8.self)
      offset &+= 1
      var length = 0
      var shift = 0
      while offset < count {
        let byte = unsafe base.load(fromByteOffset: offset, as: UInt8.self)
        offset &+= 1
        length |= Int(byte & 0x7F) << shift
        shift &+= 7
        if byte < 0x80 { break }
      }
      offset &+= length
    }
  }
}
