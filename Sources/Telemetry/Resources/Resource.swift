/// What produced the telemetry: the service, its instance, its host. Immutable and shared by all signals.
///
/// ```swift
/// let resource = Resource.default.merging(attributes: ["service.name": "checkout"])
/// let provider = MeterProvider(resource: resource, readers: [reader])
/// ```
public struct Resource: Hashable, Sendable {
  /// The attributes that describe the producer; iterating over them is faster than asking for each.
  public let attributes: AttributeSet
  /// Which semantic conventions `attributes` follow; empty when unspecified.
  public let schemaURL: String

  /// A resource that says nothing.
  public static let empty = Resource()

  /// A resource of exactly these attributes.
  public init(_ attributes: AttributeSet = [:], schemaURL: String = "") {
    self.attributes = attributes
    self.schemaURL = schemaURL
  }

  /// This resource with `updating` over it: its keys win, even when their value is empty.
  ///
  /// A schema URL is kept when both share it or only one has it. Two different ones are an error, which holds the
  /// merged attributes, for who wants to go on without a schema URL. Nothing depends on entities.
  public func merging(_ updating: Resource) throws(ResourceMergeError) -> Resource {
    let merged = attributes.merging(updating.attributes)
    if schemaURL.isEmpty { return Resource(merged, schemaURL: updating.schemaURL) }
    guard updating.schemaURL.isEmpty || updating.schemaURL == schemaURL else {
      throw ResourceMergeError(merged: merged, schemaURL, updating.schemaURL)
    }
    return Resource(merged, schemaURL: schemaURL)
  }

  /// This resource with attributes over it that follow the same conventions or none.
  public func merging(attributes updating: AttributeSet) -> Resource {
    Resource(attributes.merging(updating), schemaURL: schemaURL)
  }
}

/// Two resources that follow different semantic conventions were merged.
public struct ResourceMergeError: Error, Equatable, Sendable {
  /// The schema URL of the resource below.
  public let schemaURL: String
  /// The schema URL of the resource laid over it.
  public let updatingSchemaURL: String
  /// The attributes of both, under no schema URL.
  public let merged: Resource

  init(merged: AttributeSet, _ schemaURL: String, _ updatingSchemaURL: String) {
    self.schemaURL = schemaURL
    self.updatingSchemaURL = updatingSchemaURL
    self.merged = Resource(merged)
  }
}

extension ResourceMergeError: CustomStringConvertible {
  /// Both URLs in one sentence.
  public var description: String {
    "expected one schema URL, found \(schemaURL) and \(updatingSchemaURL); the merged resource has none"
  }
}
