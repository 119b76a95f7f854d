/// The value of an attribute or a log body: any value OTLP can carry.
///
/// Arrays and maps cost more to record and to store than plain values.
public enum AttributeValue: Hashable, Sendable {
  case string(String)
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case bytes([UInt8])
  case array([AttributeValue])
  case map([String: AttributeValue])
  /// A value that is present but says nothing; kept and exported.
  case empty
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
}

extension AttributeValue: ExpressibleByBooleanLiteral {
  /// A Boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension AttributeValue: ExpressibleByIntegerLiteral {
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .int(value) }
}

extension AttributeValue: ExpressibleByFloatLiteral {
  /// A floating-point number.
  public init(floatLiteral value: Double) { self = .double(value) }
}

extension AttributeValue: ExpressibleByArrayLiteral {
  /// An array.
  public init(arrayLiteral elements: AttributeValue...) { self = .array(elements) }
}

extension AttributeValue: CustomStringConvertible {
  /// The value as a person would write it; strings bare, bytes in hexadecimal.
  public var description: String {
    switch self {
    case .string(let value): value
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .double(let value): "\(value)"
    case .bytes(let value): "0x" + value.map(\.hexadecimal).joined()
    case .array(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .map(let values):
      "{" + values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
    case .empty: "empty"
    }
  }
}

extension UInt8 {
  /// Two lowercase hexadecimal digits.
  package var hexadecimal: String {
    let digits = String(self, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
