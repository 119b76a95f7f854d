extension ByteWriter {
  /// Takes what stands in `range` out; what follows moves up.
  package mutating func remove(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let rest = count &- range.upperBound
    unsafe (base + range.lowerBound).copyMemory(from: base + range.upperBound, byteCount: rest)
    count &-= range.count
  }

  /// Four bytes, the tag not included.
  @inlinable @inline(__always)
  package mutating func fixed32(_ value: UInt32) {
    reserve(4)
    unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count, as: UInt32.self)
    count &+= 4
  }
}
