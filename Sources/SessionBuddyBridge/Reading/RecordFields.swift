package import Telemetry

/// The named values of one record before they have types.
public struct RecordFields: Sendable {
  private let values: [String: AttributeValue]
  private let sourceTimeZone: UTCOffset

  /// Fields that are there already, such as the columns of a row; `.empty` is NULL.
  package init(values: [String: AttributeValue], sourceTimeZone: UTCOffset = .utc) {
    self.values = values
    self.sourceTimeZone = sourceTimeZone
  }

  /// The fields of `value`, which must be an object.
  package init(_ value: AttributeValue, sourceTimeZone: UTCOffset = .utc) throws(RecordFormatError) {
    guard case .map(let values) = value else {
      throw RecordFormatError(.record, expected: "an object", found: value.shownInError)
    }
    self.init(values: values, sourceTimeZone: sourceTimeZone)
  }

  /// The value of a field that is never NULL.
  package func required<Value>(_ name: String, _ kind: FieldKind<Value>) throws(RecordFormatError) -> Value {
    try read(values[name] ?? .empty, name, kind)
  }

  /// The value of a field that may be NULL or absent.
  package func optional<Value>(_ name: String, _ kind: FieldKind<Value>) throws(RecordFormatError) -> Value? {
    guard let value = values[name], value != .empty else { return nil }
    return try read(value, name, kind)
  }

  private func read<Value>(
    _ value: AttributeValue,
    _ name: String,
    _ kind: FieldKind<Value>
  ) throws(RecordFormatError) -> Value {
    if let value = kind.read(value, sourceTimeZone) { return value }
    let found = values[name] == nil ? "nothing" : value.shownInError
    throw RecordFormatError(.field(name), expected: kind.expected, found: found)
  }
}

/// What a field may hold: how to read it, and how to say what was expected when it holds something else.
package struct FieldKind<Value: Sendable>: Sendable {
  package let expected: String
  package let read: @Sendable (AttributeValue, UTCOffset) -> Value?

  package init(_ expected: String, _ read: @escaping @Sendable (AttributeValue, UTCOffset) -> Value?) {
    self.expected = expected
    self.read = read
  }
}

extension FieldKind<String> {
  package static var text: FieldKind {
    FieldKind("text") { value, _ in
      guard case .string(let text) = value else { return nil }
      return text
    }
  }
}

extension FieldKind<[String]> {
  package static var texts: FieldKind {
    FieldKind("a list of texts") { value, _ in
      guard case .array(let values) = value else { return nil }
      let texts = values.compactMap { FieldKind<String>.text.read($0, .utc) }
      return texts.count == values.count ? texts : nil
    }
  }
}

extension FieldKind<Double> {
  /// Any number, NaN and infinities included: whether it is plausible is for the bridge to judge and count.
  package static var number: FieldKind {
    FieldKind("a number") { value, _ in
      switch value {
      case .int(let value): Double(value)
      case .double(let value): value
      default: nil
      }
    }
  }
}

extension FieldKind<Int> {
  /// A whole number; `4.0` is one, `4.5` and `true` are not.
  package static var integer: FieldKind {
    FieldKind("a whole number") { value, _ in
      switch value {
      case .int(let value): Int(exactly: value)
      case .double(let value): Int(exactly: value)
      default: nil
      }
    }
  }
}

extension FieldKind<Bool> {
  /// SQLite and `to_dict()` write 0 and 1, DuckDB and JSON write false and true.
  package static var flag: FieldKind {
    FieldKind("true, false, 1 or 0") { value, _ in
      switch value {
      case .bool(let value): value
      case .int(0): false
      case .int(1): true
      default: nil
      }
    }
  }
}

extension FieldKind<Timestamp> {
  package static var timestamp: FieldKind {
    FieldKind("a time such as 2026-11-22T13:59:21.212407+00:00") { value, sourceTimeZone in
      guard case .string(let text) = value else { return nil }
      return Timestamp(iso8601: text, assuming: sourceTimeZone)
    }
  }
}

extension FieldKind<[String: AttributeValue]> {
  /// An object, or the JSON text of one, which is how the activity database stores it.
  package static var details: FieldKind {
    FieldKind("an object or the JSON text of one") { value, _ in
      if case .map(let details) = value { return details }
      guard case .string(let text) = value, case .map(let details) = try? JSONParser.parse(Array(text.utf8))
      else {
        return nil
      }
      return details
    }
  }
}

extension AttributeValue {
  /// A few words for an error; long text is cut, collections are only named.
  var shownInError: String {
    switch self {
    case .string(let text): "\"" + text.cut(toBytes: 40) + (text.utf8.count > 40 ? "…\"" : "\"")
    case .bool, .int, .double: description
    case .bytes: "bytes"
    case .array: "a list"
    case .map: "an object"
    case .empty: "null"
    }
  }
}
