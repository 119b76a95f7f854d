/// Protobuf bytes put together by hand, so that the tests do not trust what they test.
enum Wire {
  /// The bytes that `hexadecimal` spells.
  static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
  }

  /// A length-delimited field.
  static func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(content.count) + content
  }

  static func field(_ number: Int, _ text: String) -> [UInt8] {
    field(number, Array(text.utf8))
  }

  /// A varint field.
  static func field(_ number: Int, value: Int) -> [UInt8] {
    varint(number << 3) + varint(value)
  }

  static func varint(_ value: Int) -> [UInt8] {
    var rest = UInt64(bitPattern: Int64(value))
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// A request with one resource and one scope, both without content, around `item`: any of the three signals.
  static func request(_ item: [UInt8]) -> [UInt8] {
    field(1, field(2, field(2, item)))
  }

  /// A metrics request around one metric named `m` whose data is in `field`.
  static func metric(_ number: Int, _ data: [UInt8]) -> [UInt8] {
    request(field(1, "m") + field(number, data))
  }

  /// A logs request around one record with `body`, an `AnyValue`.
  static func log(body: [UInt8]) -> [UInt8] {
    request(field(5, body))
  }
}

/// Whole messages with known content.
enum Golden {
  static let traceRequest = Wire.bytes(
    """
    0a700a150a130a0c736572766963652e6e616d6512030a017312570a080a036c6962120131124b0a100102030405060708090a0b0c0d0e
    0f1012081112131415161718220821222324252627282a026f7030023901000000000000004102000000000000007a0512016518028501
    01030000
    """
  )
  static let metricsRequest = Wire.bytes(
    """
    0a4e0a150a130a0c736572766963652e6e616d6512030a017312350a080a036c696212013112290a01631a01313a210a1b110100000000
    00000019020000000000000031000000000000000010021801
    """
  )
  static let logsRequest = Wire.bytes(
    """
    0a4a0a150a130a0c736572766963652e6e616d6512030a017312310a080a036c6962120131122509010000000000000010091a04696e66
    6f2a040a0268695902000000000000006203652e76
    """
  )
  static let traceResponse = Wire.bytes("0a0708031203626164")
  static let statusDetails = Wire.bytes(
    """
    080e1204627573791a360a28747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e5265747279496e666f120a0a
    0808051080cab5ee01
    """
  )
  static let histogramPoint = Wire.bytes(
    """
    110100000000000000190200000000000000210300000000000000290000000000002340321801000000000000000100000000000000
    01000000000000003a1000000000000000000000000000001440590000000000000000610000000000001e40
    """
  )
  static let exponentialPoint = Wire.bytes(
    """
    11010000000000000019020000000000000021040000000000000029000000000000184030013901000000000000004206080112020201
    610000000000000000690000000000001040
    """
  )
  static let exemplar = Wire.bytes(
    "110200000000000000220811121314151617182a100102030405060708090a0b0c0d0e0f103105000000000000003a080a017a12030a0176"
  )
}
