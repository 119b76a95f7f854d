import Logging
import Telemetry

extension AttributeValue {
  /// How deep metadata may lie inside each other; what lies deeper is left out.
  static let maximumMetadataDepth = 30

  /// What a metadata value says, of the same kind where there is one.
  init(_ value: Logging.Logger.MetadataValue) {
    self.init(value, depth: 1)
  }

  private init(_ value: Logging.Logger.MetadataValue, depth: Int) {
    switch value {
    case .string(let text): self = .string(text)
    case .stringConvertible(let value): self.init(describing: value)
    case .array where depth > Self.maximumMetadataDepth, .dictionary where depth > Self.maximumMetadataDepth:
      self = .empty
    case .array(let values): self = .array(values.map { AttributeValue($0, depth: depth + 1) })
    case .dictionary(let values): self = .map(values.mapValues { AttributeValue($0, depth: depth + 1) })
    }
  }

  /// Numbers that fit and truth values as what they are, everything else in its own words.
  private init(describing value: any CustomStringConvertible & Sendable) {
    switch value {
    case let value as Bool: self = .bool(value)
    case let value as Int: self = .int(Int64(value))
    case let value as Double: self = .double(value)
    case let value as Float: self = .double(Double(value))
    case let value as any BinaryInteger:
      self = Int64(exactly: value).map { .int($0) } ?? .string(value.description)
    default: self = .string(value.description)
    }
  }
}
