/// A pattern of names: `*` stands for any run of characters, `?` for exactly one, everything else for itself.
///
/// Letters of either case are equal, as they are in the names of OpenTelemetry's instruments.
public struct GlobPattern: Hashable, Sendable {
  /// The pattern that matches every name.
  public static let everything = GlobPattern("*")

  /// The pattern as it was written.
  public let text: String

  private let pattern: [Unicode.Scalar]

  /// A pattern; every text is one.
  public init(_ text: String) {
    self.text = text
    pattern = Self.folded(text)
  }

  /// Whether the whole of `name` fits the pattern.
  ///
  /// - Complexity: At most the product of both lengths; no recursion.
  public func matches(_ name: String) -> Bool {
    let name = Self.folded(name)
    var position = 0
    var next = 0
    var retry: (pattern: Int, position: Int)?
    while position < name.count {
      if next < pattern.count, pattern[next] == "*" {
        retry = (next + 1, position)
        next += 1
      } else if next < pattern.count, pattern[next] == "?" || pattern[next] == name[position] {
        next += 1
        position += 1
      } else if let last = retry {
        // The last star takes one character more; earlier stars never need to be reconsidered.
        retry = (last.pattern, last.position + 1)
        next = last.pattern
        position = last.position + 1
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == "*" }
  }

  private static func folded(_ text: String) -> [Unicode.Scalar] {
    Array(text.lowercased().unicodeScalars)
  }
}
