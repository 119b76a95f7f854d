/// Where a text is not what was expected, line by line; nil when they are equal.
///
/// As the error of a test it prints itself: expected lines that are missing begin with `-`, lines that nobody
/// expected with `+`.
public struct Difference: Error, Equatable, CustomStringConvertible {
  /// What is compared, then the lines of both texts in order.
  public let description: String

  /// Compares two texts that describe `subject`; white space around them does not count.
  public init?(in subject: String, expected: String, found: String) {
    let expected = Self.lines(expected)
    let found = Self.lines(found)
    guard expected != found else { return nil }

    let changes = found.difference(from: expected)
    var removed = Set<Int>()
    var inserted = Set<Int>()
    for change in changes {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var lines = ["\(subject) differ (- expected, + found):"]
    var next = 0
    for (offset, line) in expected.enumerated() {
      guard !removed.contains(offset) else {
        lines.append("- \(line)")
        continue
      }
      while inserted.contains(next) {
        lines.append("+ \(found[next])")
        next += 1
      }
      lines.append("  \(line)")
      next += 1
    }
    lines += found[next...].map { "+ \($0)" }
    description = lines.joined(separator: "\n")
  }

  private static func lines(_ text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.reversed().drop(while: \.isWhitespace).reversed())
    }
    return lines.drop(while: \.isEmpty).reversed().drop(while: \.isEmpty).reversed()
  }
}
