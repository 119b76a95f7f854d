import WireFormat

/// How much the attributes of one record may hold, whatever kind of record it is.
///
/// The limits of a kind begin with the general ones, as in `SpanLimits(general)`, and what is set there goes before them
/// . Resources, scopes and metrics have no such limits: an attribute that is cut would name another series.
public struct AttributeLimits: Equatable, Sendable {
  /// How many attributes there are at most; further keys are discarded and counted, the keys of a map do not count.
  public var attributeCount = 128
  /// How many Unicode scalars of a text, and bytes of a byte array, are kept, also inside arrays and maps; nil keeps all
  ///
  public var attributeValueLength: Int?
  /// How deep arrays and maps lie inside each other, the outermost being at depth 1; a deeper one becomes empty.
  ///
  /// More than 30 has no effect: most decoders would refuse the whole request.
  public var attributeValueDepth = ByteWriter.maximumValueDepth

  /// 128 attributes, of any length, 30 deep.
  public init() {}
}

extension AttributeLimits {
  /// Shortens `value`; untouched when no limit of values is set.
  func limited(_ value: AttributeValue) -> AttributeValue {
    guard limitsValues else { return value }
    return value.limited(
      toLength: attributeValueLength, depth: min(attributeValueDepth, ByteWriter.maximumValueDepth))
  }

  /// Leaves as many attributes as there may be, in key order, each shortened; how many were left out.
  func cut(_ attributes: inout AttributeSet) -> UInt32 {
    let kept = min(max(attributeCount, 0), attributes.count)
    let excess = attributes.count - kept
    guard excess > 0 || (limitsValues && kept > 0) else { return 0 }
    attributes = AttributeSet(attributes.prefix(kept).map { ($0.key, limited($0.value)) })
    return UInt32(clamping: excess)
  }

  /// Whether values are to be looked into; what is nested too deep for anybody is left out when it is written.
  var limitsValues: Bool {
    attributeValueLength != nil || attributeValueDepth < ByteWriter.maximumValueDepth
  }
}

extension AttributeValue {
  /// This value with texts and bytes of at most `length`, and arrays and maps at most `depth` deep.
  ///
  /// A text is cut between Unicode scalars, since every language counts those alike (Z-08); numbers stay as they are.
  func limited(toLength length: Int?, depth: Int) -> AttributeValue {
    switch self {
    case .bool, .int, .double, .empty: return self
    case .string(let text):
      // A scalar takes a byte at least, so that most texts need no counting.
      guard let length, text.utf8.count > length else { return self }
      return .string(String(text.unicodeScalars.prefix(max(length, 0))))
    case .bytes(let bytes):
      guard let length, bytes.count > length else { return self }
      return .bytes(Array(bytes.prefix(max(length, 0))))
    case .array(let values):
      guard depth > 0 else { return .empty }
      return .array(values.map { $0.limited(toLength: length, depth: depth - 1) })
    case .map(let values):
      guard depth > 0 else { return .empty }
      return .map(values.mapValues { $0.limited(toLength: length, depth: depth - 1) })
    }
  }
}
