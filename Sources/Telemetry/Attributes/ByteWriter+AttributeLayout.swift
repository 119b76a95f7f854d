import WireFormat

extension ByteWriter {
  /// `KeyValue` of an attribute with that key, whose value lies where the attribute lies, written without taking it out;
  /// false, with nothing written, for one whose value lies elsewhere.
  ///
  /// Only where ``AttributeLayout/isKnown``.
  @inline(__always)
  mutating func keyValue(_ tag: UInt8, _ key: AttributeLayout.Text, _ attribute: AttributeLayout) -> Bool {
    switch attribute.kind {
    case AttributeLayout.Kind.string:
      guard let text = attribute.text else { return false }
      unsafe keyValue(tag, key, valueBytes: text.count &+ 4) { value in
        unsafe value.storeBytes(of: 0x0A, toByteOffset: 2, as: UInt8.self)
        unsafe value.storeBytes(of: UInt8(truncatingIfNeeded: text.count), toByteOffset: 3, as: UInt8.self)
        unsafe text.store(at: value + 4)
      }
    case AttributeLayout.Kind.int:
      let number = attribute.number
      unsafe keyValue(tag, key, valueBytes: Self.varintWidth(number) &+ 3) { value in
        unsafe value.storeBytes(of: 0x18, toByteOffset: 2, as: UInt8.self)
        _ = unsafe Self.writeVarint(number, to: value + 3)
      }
    case AttributeLayout.Kind.bool:
      unsafe keyValue(tag, key, valueBytes: 4) { value in
        unsafe value.storeBytes(of: 0x10, toByteOffset: 2, as: UInt8.self)
        unsafe value.storeBytes(of: attribute.flag ? 1 : 0, toByteOffset: 3, as: UInt8.self)
      }
    case AttributeLayout.Kind.double:
      unsafe keyValue(tag, key, valueBytes: 11) { value in
        unsafe value.storeBytes(of: 0x21, toByteOffset: 2, as: UInt8.self)
        unsafe value.storeBytes(of: attribute.number.littleEndian, toByteOffset: 3, as: UInt64.self)
      }
    default: return false
    }
    return true
  }

  /// A key of at most 15 bytes and an `AnyValue` of at most 19, so that every length is one byte. `write` fills in what
  /// follows the tag and the length of the value, at most 32 bytes.
  @inline(__always)
  private mutating func keyValue(
    _ tag: UInt8, _ key: AttributeLayout.Text, valueBytes: Int, _ write: (UnsafeMutableRawPointer) -> Void
  ) {
    unsafe append(atMost: 64) { entry in
      let keyBytes = key.count
      let total = keyBytes &+ 2 &+ valueBytes
      unsafe entry.storeBytes(of: tag, as: UInt8.self)
      unsafe entry.storeBytes(of: UInt8(truncatingIfNeeded: total), toByteOffset: 1, as: UInt8.self)
      unsafe entry.storeBytes(of: 0x0A, toByteOffset: 2, as: UInt8.self)
      unsafe entry.storeBytes(of: UInt8(truncatingIfNeeded: keyBytes), toByteOffset: 3, as: UInt8.self)
      unsafe key.store(at: entry + 4)
      let value = unsafe entry + (keyBytes &+ 4)
      unsafe value.storeBytes(of: 0x12, as: UInt8.self)
      unsafe value.storeBytes(
        of: UInt8(truncatingIfNeeded: valueBytes &- 2), toByteOffset: 1, as: UInt8.self)
      unsafe write(value)
      return total &+ 2
    }
  }
}

extension AttributeLayout.Text {
  /// How many bytes it has.
  @inline(__always)
  var count: Int { Int(truncatingIfNeeded: high >> 56) }

  /// Writes its bytes and some behind them: 16 in all.
  @inline(__always)
  func store(at target: UnsafeMutableRawPointer) {
    unsafe target.storeBytes(of: low, as: UInt64.self)
    unsafe target.storeBytes(of: high, toByteOffset: 8, as: UInt64.self)
  }
}
