/// The form of `/etc/os-release`: `NAME=value` on each line, where a value may be quoted as in a shell.
package enum ShellAssignments {
  /// The value of each name; the last assignment counts. Comments and lines of another form are passed over.
  package static func parse(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { values[String(parts[0])] = unquoted(parts[1]) }
    }
    return values
  }

  /// The text of a value: what one pair of quotes holds, and a character for each that a backslash stands before.
  private static func unquoted(_ text: Substring) -> String {
    var rest = text
    while rest.last?.isWhitespace == true { rest.removeLast() }
    guard let quote = rest.first, quote == "\"" || quote == "'" else { return unescaped(rest) }
    rest.removeFirst()
    if rest.last == quote { rest.removeLast() }
    return quote == "'" ? String(rest) : unescaped(rest)
  }

  private static func unescaped(_ text: Substring) -> String {
    var value = ""
    var isEscaped = false
    for character in text {
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        value.append(character)
        isEscaped = false
      }
    }
    return value
  }
}
