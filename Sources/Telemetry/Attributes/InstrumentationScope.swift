/// Which piece of code recorded something; all four parts are its identity.
public struct InstrumentationScope: Hashable, Sendable {
  /// The library or module, by convention its full name.
  public let name: String
  /// Its version; empty when unspecified.
  public let version: String
  /// Which semantic conventions it follows; overrides the resource's.
  public let schemaURL: String
  /// Further identifying attributes.
  public let attributes: AttributeSet

  /// A scope; only the name is compulsory.
  public init(name: String, version: String = "", schemaURL: String = "", attributes: AttributeSet = [:]) {
    self.name = name
    self.version = version
    self.schemaURL = schemaURL
    self.attributes = attributes
  }
}
