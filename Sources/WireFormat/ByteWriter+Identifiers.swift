extension ByteWriter {
  /// An id of 128 bits with its tag and its length, most significant byte first.
  @inlinable @inline(__always)
  package mutating func identifier(_ tag: UInt8, _ high: UInt64, _ low: UInt64) {
    unsafe append(atMost: 18) { target in
      unsafe target.storeBytes(of: tag, as: UInt8.self)
      unsafe target.storeBytes(of: 16, toByteOffset: 1, as: UInt8.self)
      unsafe target.storeBytes(of: high.bigEndian, toByteOffset: 2, as: UInt64.self)
      unsafe target.storeBytes(of: low.bigEndian, toByteOffset: 10, as: UInt64.self)
      return 18
    }
  }

  /// An id of 64 bits with its tag and its length, most significant byte first.
  @inlinable @inline(__always)
  package mutating func identifier(_ tag: UInt8, _ value: UInt64) {
    unsafe append(atMost: 10) { target in
      unsafe target.storeBytes(of: tag, as: UInt8.self)
      unsafe target.storeBytes(of: 8, toByteOffset: 1, as: UInt8.self)
      unsafe target.storeBytes(of: value.bigEndian, toByteOffset: 2, as: UInt64.self)
      return 10
    }
  }

  /// Four bytes, the tag not included.
  @inlinable @inline(__always)
  package mutating func fixed32(_ value: UInt32) {
    reserve(4)
    unsafe base.storeBytes(of: value.littleEndian, toByteOffset: count, as: UInt32.self)
    count &+= 4
  }
}
