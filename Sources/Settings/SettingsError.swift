/// Settings that cannot be meant: where, which key, what was expected and what was found.
public struct SettingsError: Error, Equatable, Sendable {
  /// Where the value stands.
  public let origin: SettingsOrigin
  /// The key, with the member of a mapping after a dot; nil when the file as a whole is the problem.
  public let key: String?
  /// What is wrong, in one line, secrets left out.
  public let problem: String

  package init(_ problem: String, key: String? = nil, at origin: SettingsOrigin) {
    self.origin = origin
    self.key = key
    self.problem = problem
  }
}

extension SettingsError: CustomStringConvertible {
  /// `file:line:column: key: expected …, found …`.
  public var description: String {
    [origin.description, key, problem].compactMap { $0 }.joined(separator: ": ")
  }
}

/// A value that does not fit its key, before it is known which key that is.
struct ValueProblem: Error, Equatable {
  var expected: String
  var found: String
  /// The member of a mapping or the place in a list, when the problem is not the whole value.
  var member: String?
  /// Where exactly, when that is known better than by the key.
  var origin: SettingsOrigin?

  func error(key: String, at origin: SettingsOrigin) -> SettingsError {
    SettingsError(
      text, key: member.map { "\(key).\($0)" } ?? key, at: self.origin ?? origin)
  }

  /// This problem with the member and the place it is about, unless it knows them better.
  func located(in member: String? = nil, at origin: SettingsOrigin? = nil) -> ValueProblem {
    ValueProblem(
      expected: expected, found: found, member: self.member ?? member, origin: self.origin ?? origin)
  }

  var text: String {
    "expected \(expected), found \(found)"
  }
}

extension String {
  /// This text in quotes for a message: one line, at most 80 characters.
  var quoted: String {
    "\"\(shownBriefly)\""
  }

  /// This text on one line, at most 80 characters, control characters escaped.
  var shownBriefly: String {
    let shown = unicodeScalars.prefix(80).map { scalar in
      scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return shown.joined() + (unicodeScalars.count > 80 ? "…" : "")
  }
}
