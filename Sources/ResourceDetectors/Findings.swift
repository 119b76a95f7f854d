import Telemetry

/// What a detector has found so far, and where it could not look.
struct Findings {
  private var attributes: [(String, AttributeValue)] = []
  private var problems: [String] = []

  /// Adds an attribute unless there is nothing to say.
  mutating func add(_ key: String, _ text: String?) {
    if let text, !text.isEmpty { attributes.append((key, .string(text))) }
  }

  /// Adds an attribute that is no text.
  mutating func add(_ key: String, value: AttributeValue) {
    attributes.append((key, value))
  }

  /// Keeps in mind that looking failed, and where.
  mutating func fail(_ problem: String) {
    problems.append(problem)
  }

  /// The answer of `look`; nil, and a problem more, when that fails.
  mutating func attempt<Answer>(_ look: () throws(RootDirectory.Failure) -> Answer?) -> Answer? {
    do throws(RootDirectory.Failure) {
      return try look()
    } catch {
      fail(error.text)
      return nil
    }
  }

  /// The resource of what was found, empty if that is nothing; an error when something failed.
  func resource() throws(ResourceDetectionError) -> Resource {
    let resource =
      attributes.isEmpty
      ? .empty : Resource(AttributeSet(attributes), schemaURL: SemanticConventions.schemaURL)
    guard problems.isEmpty else {
      throw ResourceDetectionError(problems.joined(separator: "; "), found: resource)
    }
    return resource
  }
}
