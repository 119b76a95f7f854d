extension AttributeValue {
  /// What another library hands over as something that can be described: numbers that fit and truth values as what they
  /// are, everything else in its own words.
  package init(describing value: any CustomStringConvertible) {
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
