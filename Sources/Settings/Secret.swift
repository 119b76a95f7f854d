/// A text that descriptions, dumps and error messages do not show.
public struct Secret: Equatable, Sendable, ExpressibleByStringLiteral {
  /// The text itself.
  public let value: String

  /// Keeps `value`.
  public init(_ value: String) {
    self.value = value
  }

  /// Keeps the literal.
  public init(stringLiteral value: String) {
    self.init(value)
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Never the text.
  public var description: String { "<hidden>" }
  /// Never the text.
  public var debugDescription: String { description }
  /// Without the text.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
