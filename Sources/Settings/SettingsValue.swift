import Surroundings

/// One value as a layer hands it over: where it stands, and its text or parts, not yet typed.
struct SettingsValue {
  enum Content {
    /// A YAML scalar without quotes: its look decides what it is.
    case plain(String)
    /// A YAML scalar in quotes: text, never a number.
    case quoted(String)
    /// Text from the environment or filled from it: the key decides what it is.
    case untyped(String)
    case list([SettingsValue])
    case mapping([(name: String, value: SettingsValue)])
  }

  let content: Content
  let origin: SettingsOrigin

  /// Whether the key is left at what the layers below say, as an empty value and YAML's null do.
  var isNull: Bool {
    switch content {
    case .plain(let text): ["", "~", "null", "Null", "NULL"].contains(text)
    case .untyped(let text): text.isEmpty
    case .quoted, .list, .mapping: false
    }
  }

  /// What a message calls this value.
  var shown: String {
    switch content {
    case _ where isNull: "nothing"
    case .plain(let text): text.shownBriefly
    case .untyped(let text): text.quoted
    case .quoted(let text): "the quoted text \(text.quoted)"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }

  func problem(expected: String) -> ValueProblem {
    ValueProblem(expected: expected, found: shown, origin: origin)
  }
}

// MARK: - Typed readings

extension SettingsValue {
  /// Any scalar, as it was written.
  func text(expected: String) throws(ValueProblem) -> String {
    switch content {
    case .plain(let text), .quoted(let text), .untyped(let text):
      guard !isNull else { throw problem(expected: expected) }
      return text
    case .list, .mapping: throw problem(expected: expected)
    }
  }

  /// The text of a scalar that may be a number or a truth value; quotes say it is not.
  private func literal(expected: String) throws(ValueProblem) -> String {
    if case .quoted = content { throw problem(expected: "\(expected) without quotes") }
    return try text(expected: expected).trimmed
  }

  /// `true` or `false`, or one of the other words YAML 1.1 has for them, as Session-Buddy reads this file.
  func boolean() throws(ValueProblem) -> Bool {
    let expected = "true or false"
    switch try literal(expected: expected).lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: throw problem(expected: expected)
    }
  }

  /// A decimal integer; no leading zeros, which YAML 1.1 would read as octal.
  func integer(expected: String) throws(ValueProblem) -> Int {
    let text = try literal(expected: expected)
    guard text == "0" || text.first != "0", let number = Int(text) else { throw problem(expected: expected) }
    return number
  }

  /// A finite decimal number.
  func decimal(expected: String) throws(ValueProblem) -> Double {
    let text = try literal(expected: expected)
    // `Double` also reads hexadecimal, nan and infinity.
    let isDecimal = text.unicodeScalars.allSatisfy { "0123456789+-.eE".unicodeScalars.contains($0) }
    guard isDecimal, let number = Double(text), number.isFinite else { throw problem(expected: expected) }
    return number
  }

  /// The items of a list; untyped text is split at its commas.
  func items(expected: String) throws(ValueProblem) -> [SettingsValue] {
    switch content {
    case .list(let items): return items
    case .untyped(let text):
      return text.split(separator: ",").map {
        SettingsValue(content: .untyped(String($0).trimmed), origin: origin)
      }
    case .plain, .quoted, .mapping: throw problem(expected: expected)
    }
  }

  /// The items of a list; untyped text is split at its commas and its white space, and is not empty.
  func words(expected: String) throws(ValueProblem) -> [SettingsValue] {
    guard case .untyped(let text) = content else { return try items(expected: expected) }
    guard !isNull else { throw problem(expected: expected) }
    return text.split { $0 == "," || $0.isWhitespace }.map {
      SettingsValue(content: .untyped(String($0)), origin: origin)
    }
  }

  /// The members of a mapping; untyped text is read as `k1=v1,k2=v2`, each value by `content`.
  func members(
    expected: String, as content: (String) -> Content = { .quoted($0) }
  ) throws(ValueProblem) -> [(name: String, value: SettingsValue)] {
    switch self.content {
    case .mapping(let members): return members
    case .untyped(let text):
      do {
        return try KeyValueList.pairs(of: text).map {
          (name: $0.name, value: SettingsValue(content: content($0.value), origin: origin))
        }
      } catch {
        throw ValueProblem(expected: error.expected, found: error.found, origin: origin)
      }
    case .plain, .quoted, .list: throw problem(expected: expected)
    }
  }
}
