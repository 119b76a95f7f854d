/// Which attributes of its measurements a stream keeps.
public struct AttributeFilter: Hashable, Sendable {
  private let included: Set<String>?
  private let excluded: Set<String>

  private init(included: Set<String>?, excluded: Set<String>) {
    self.included = included
    self.excluded = excluded
  }

  /// Keeps the attributes with these keys and drops the rest (M-51).
  public static func including(_ keys: Set<String>) -> AttributeFilter {
    AttributeFilter(included: keys, excluded: [])
  }

  /// Drops the attributes with these keys and keeps the rest (M-52).
  public static func excluding(_ keys: Set<String>) -> AttributeFilter {
    AttributeFilter(included: nil, excluded: keys)
  }

  /// Whether an attribute with this key is kept.
  public func keeps(_ key: String) -> Bool {
    !excluded.contains(key) && included?.contains(key) ?? true
  }

  func apply(to attributes: AttributeSet) -> AttributeSet {
    attributes.filtered(keeps)
  }

  /// What ``apply(to:)`` leaves out.
  func dropped(from attributes: AttributeSet) -> AttributeSet {
    attributes.filtered { !keeps($0) }
  }
}
