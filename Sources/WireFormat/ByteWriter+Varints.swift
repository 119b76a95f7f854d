extension ByteWriter {
  /// A number of either sign as `sint32`, left out when it is zero (W-05).
  package mutating func nonZeroZigZag(_ tag: UInt8, _ value: Int32) {
    nonZero(tag, UInt64(UInt32(bitPattern: value &<< 1 ^ value &>> 31)))
  }

  /// A tag of one byte, the length of what follows, and `values` in variable width; nothing for no values (W-05).
  package mutating func packedVarints(_ tag: UInt8, _ values: Span<UInt64>) {
    guard !values.isEmpty else { return }
    // Most counts take one byte.
    let message = open(tag, expecting: values.count)
    for index in values.indices { varint(values[index]) }
    close(message)
  }
}
