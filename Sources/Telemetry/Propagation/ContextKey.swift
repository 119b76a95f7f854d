/// Names one value of a ``Context``, for those who have the key and nobody else.
///
/// Keep the key private and offer a typed property instead (C-03). Two keys are different keys, even under one name.
public struct ContextKey<Value: Sendable>: Sendable {
  let identity: ContextKeyIdentity

  /// A new key; `name` is for debugging only (C-02).
  public init(_ name: String) {
    identity = ContextKeyIdentity(name: name)
  }

  /// What the key is called, to be shown to people.
  public var name: String { identity.name }
}

/// What tells a key from all others: being this object.
final class ContextKeyIdentity: Sendable, Hashable {
  let name: String

  init(name: String) {
    self.name = name
  }

  static func == (left: ContextKeyIdentity, right: ContextKeyIdentity) -> Bool {
    left === right
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(self))
  }
}
