/// Reads the fields of one kind of message; keeps nothing, so that one value serves for all messages (P-04).
public protocol TextMapGetter<Carrier>: Sendable {
  /// The message.
  associatedtype Carrier

  /// The names of all fields (P-07).
  func keys(in carrier: Carrier) -> [String]

  /// The first value of `key`; nil without one. Where the protocol reads names in any case, so does this (P-07).
  func value(of key: String, in carrier: Carrier) -> String?

  /// Hands each value of `key` to `body`, in the order of the carrier; by default the first one only.
  func forEachValue(of key: String, in carrier: Carrier, _ body: (String) -> Void)
}

extension TextMapGetter {
  /// Hands over the first value.
  public func forEachValue(of key: String, in carrier: Carrier, _ body: (String) -> Void) {
    if let value = value(of: key, in: carrier) { body(value) }
  }

  /// Every value of `key` in the order of the carrier; empty without one (P-08).
  public func values(of key: String, in carrier: Carrier) -> [String] {
    var values: [String] = []
    forEachValue(of: key, in: carrier) { values.append($0) }
    return values
  }
}

/// Writes the fields of one kind of message; keeps nothing, so that one value serves for all messages (P-04).
public protocol TextMapSetter<Carrier>: Sendable {
  /// The message.
  associatedtype Carrier

  /// Makes `value` the only value of `key`, whose case is kept unless the protocol asks for another (P-06).
  func set(_ key: String, to value: String, in carrier: inout Carrier)
}

extension String {
  /// Whether both are the same name of a field: letters of ASCII may differ in case.
  @inline(__always)
  func isSameField(as other: String) -> Bool {
    // Most names differ in length, and most that are the same are written the same.
    utf8.count == other.utf8.count && (self == other || isSameButForCase(as: other))
  }

  private func isSameButForCase(as other: String) -> Bool {
    withBytes { bytes in
      other.withBytes { others in
        for index in 0..<bytes.byteCount where bytes[index] != others[index] {
          guard bytes[index].lowercasedASCII == others[index].lowercasedASCII else { return false }
        }
        return true
      }
    }
  }
}

extension UInt8 {
  fileprivate var lowercasedASCII: UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
  }
}
