/// Why a file could not be read, in the system's words.
public struct FileProblem: Error, Equatable, Sendable {
  /// The words.
  public let text: String

  /// A problem in words.
  public init(text: String) {
    self.text = text
  }
}
