/// An object of JSON or the like, as a dictionary of any values, some of which are texts.
///
/// Names are read and written as they are. This is ``MetaFields`` for a JSON type of your own:
///
/// ```swift
/// let meta = MessageFields<JSON>(text: { if case .string(let text) = $0 { text } else { nil } }, value: { .string($0) })
/// telemetry.propagator.inject(.current, into: &request.params.meta, using: meta)
/// ```
public struct MessageFields<Value>: TextMapGetter, TextMapSetter {
  private let text: @Sendable (Value) -> String?
  private let value: @Sendable (String) -> Value

  /// An access to dictionaries of `Value`: `text` is nil for a value that is no text.
  public init(text: @escaping @Sendable (Value) -> String?, value: @escaping @Sendable (String) -> Value) {
    self.text = text
    self.value = value
  }

  /// The names of the fields that are texts.
  public func keys(in carrier: [String: Value]) -> [String] {
    carrier.compactMap { text($0.value) == nil ? nil : $0.key }
  }

  /// The text of `key`; nil when it is something else.
  public func value(of key: String, in carrier: [String: Value]) -> String? {
    carrier[key].flatMap(text)
  }

  /// Replaces the value of `key`.
  public func set(_ key: String, to value: String, in carrier: inout [String: Value]) {
    carrier[key] = self.value(value)
  }
}
