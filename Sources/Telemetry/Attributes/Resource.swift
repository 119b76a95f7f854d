/// What produced the telemetry: the service, its instance, its host. Immutable and shared by all signals.
public struct Resource: Hashable, Sendable {
  /// The attributes that describe the producer.
  public let attributes: AttributeSet
  /// Which semantic conventions `attributes` follow; empty when unspecified.
  public let schemaURL: String

  /// A resource of exactly these attributes.
  public init(_ attributes: AttributeSet = [:], schemaURL: String = "") {
    self.attributes = attributes
    self.schemaURL = schemaURL
  }

  /// This resource with `other` over it: keys of `other` win, even when their value is empty.
  ///
  /// Two different schema URLs cannot both hold, so the merged resource then has none.
  public func merging(_ other: Resource) -> Resource {
    let conflicting = !schemaURL.isEmpty && !other.schemaURL.isEmpty && schemaURL != other.schemaURL
    let url = conflicting ? "" : (other.schemaURL.isEmpty ? schemaURL : other.schemaURL)
    return Resource(attributes.merging(other.attributes), schemaURL: url)
  }
}
