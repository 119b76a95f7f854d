/// The value of an attribute or a log body: any value OTLP can carry.
///
/// Arrays and maps cost more to record and to store than plain values.
public enum AttributeValue: Hashable, Sendable {
  /// A text.
  case string(String)
  /// A truth value.
  case bool(Bool)
  /// A whole number of 64 bits.
  case int(Int64)
  /// A floating-point number.
  case double(Double)
  /// Bytes that are no text.
  case bytes([UInt8])
  /// Values in order, of any kinds.
  case array([AttributeValue])
  /// Values by key; their order means nothing.
  case map([String: AttributeValue])
  /// A value that is present but says nothing; kept and exported.
  case empty
}

extension AttributeValue {
  /// Equal when they are the same value of the same kind; doubles by their bits, so that NaN equals itself and a
  /// series with a NaN attribute is one series.
  public static func == (left: AttributeValue, right: AttributeValue) -> Bool {
    switch (left, right) {
    case (.string(let left), .string(let right)): left == right
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.double(let left), .double(let right)): left.bitPattern == right.bitPattern
    case (.bytes(let left), .bytes(let right)): left == right
    case (.array(let left), .array(let right)): left == right
    case (.map(let left), .map(let right)): left == right
    case (.empty, .empty): true
    default: false
    }
  }

  /// Feeds the kind and the value.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .string(let value): hasher.combine(value)
    case .bool(let value): hasher.combine(value)
    case .int(let value): hasher.combine(value)
    case .double(let value): hasher.combine(value.bitPattern)
    case .bytes(let value): hasher.combine(value)
    case .array(let values): hasher.combine(values)
    case .map(let values): hasher.combine(values)
    case .empty: hasher.combine(0)
    }
  }
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
