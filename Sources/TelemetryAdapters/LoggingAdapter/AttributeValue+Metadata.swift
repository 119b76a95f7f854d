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
}
