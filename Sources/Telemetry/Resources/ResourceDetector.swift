/// Finds out something about where this program runs, such as the host or the container.
///
/// The detectors of this package are in the library `ResourceDetectors`; yours are used in the same way:
///
/// ```swift
/// struct RackDetector: ResourceDetector {
///   let name = "rack"
///
///   func detect() -> Resource { Resource(["acme.rack": "B7"]) }
/// }
/// let detection = Resource.detected(by: [RackDetector()])
/// ```
public protocol ResourceDetector: Sendable {
  /// What it is called in messages and configuration, in snake case and unlike any other.
  var name: String { get }

  /// What it finds, ``Resource/empty`` if that is nothing; an error only when looking failed.
  ///
  /// With attributes of the semantic conventions comes their schema URL. The call should end within
  /// milliseconds: a program waits for it when it starts.
  func detect() throws(ResourceDetectionError) -> Resource
}

/// A detector could not look everywhere it wanted to.
public struct ResourceDetectionError: Error, Equatable, Sendable {
  /// What went wrong: one sentence without line breaks, and without values that may be secret.
  public let problem: String
  /// What was found nevertheless; it is used.
  public let found: Resource

  /// A failure that left `found`.
  public init(_ problem: String, found: Resource = .empty) {
    self.problem = problem
    self.found = found
  }
}
