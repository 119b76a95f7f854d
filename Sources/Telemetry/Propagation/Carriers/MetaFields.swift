/// The `params._meta` of an MCP request, as a dictionary; names are read and written as they are.
///
/// A request carries its trace in the fields `traceparent`, `tracestate` and `baggage` of that object. What is no text
/// is not read.
public struct MetaFields: TextMapGetter, TextMapSetter {
  /// The access; all values are the same.
  public init() {}

  /// The names of the fields that are texts.
  public func keys(in carrier: [String: AttributeValue]) -> [String] {
    carrier.compactMap { if case .string = $0.value { $0.key } else { nil } }
  }

  /// The text of `key`; nil when it is something else.
  public func value(of key: String, in carrier: [String: AttributeValue]) -> String? {
    guard let index = carrier.place(of: key), case .string(let text) = carrier.values[index] else {
      return nil
    }
    return text
  }

  /// The texts of two fields, each nil where there is none.
  static func texts(
    _ first: String, _ second: String, in carrier: [String: AttributeValue]
  ) -> (first: String?, second: String?) {
    guard carrier.count <= 8 else {
      return (MetaFields().value(of: first, in: carrier), MetaFields().value(of: second, in: carrier))
    }
    var found: (first: String?, second: String?)
    carrier.forEachPlace { name, index in
      if name.utf8.count == first.utf8.count, name == first {
        if case .string(let text) = carrier.values[index] { found.first = text }
      } else if name.utf8.count == second.utf8.count, name == second {
        if case .string(let text) = carrier.values[index] { found.second = text }
      }
    }
    return found
  }

  /// Replaces the value of `key`.
  public func set(_ key: String, to value: String, in carrier: inout [String: AttributeValue]) {
    if let index = carrier.place(of: key) {
      carrier.values[index] = .string(value)
    } else {
      carrier[key] = .string(value)
    }
  }
}

extension TextMapGetter where Self == MetaFields {
  /// The `params._meta` of an MCP request.
  public static var mcpMeta: MetaFields { MetaFields() }
}

extension TextMapSetter where Self == MetaFields {
  /// The `params._meta` of an MCP request.
  public static var mcpMeta: MetaFields { MetaFields() }
}
