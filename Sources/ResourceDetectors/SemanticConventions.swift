/// The semantic conventions whose attribute names the detectors use.
public enum SemanticConventions {
  /// The schema URL of every resource that a detector fills with such attributes.
  public static let schemaURL = "https://opentelemetry.io/schemas/1.44.0"
}
