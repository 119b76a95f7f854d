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
    if case .string(let text)? = carrier[key] { text } else { nil }
  }

  /// Replaces the value of `key`.
  public func set(_ key: String, to value: String, in carrier: inout [String: AttributeValue]) {
    carrier[key] = .string(value)
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
