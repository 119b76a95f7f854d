import Foundation

/// One row of docs/requirements.md.
struct Requirement: Equatable {
  /// How much the specification asks for it.
  enum Level: String {
    case must = "MUST"
    case should = "SHOULD"
    case may = "MAY"
    case info = "INFO"
  }

  /// A row, or a line that looks like one, that cannot be understood.
  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  let id: String
  let level: Level
  /// Whether the specification may still change it.
  var isInDevelopment = false
  let text: String
  /// The heading it stands under.
  var heading = ""

  /// What stands before the number of the id.
  var area: String { String(id.prefix { $0 != "-" }) }
  /// Whether doing without it takes a reason.
  var isAskedFor: Bool { level == .must || level == .should }

  /// Every row, in the order of the document.
  static func all() throws -> [Requirement] {
    var heading = ""
    var rows: [Requirement] = []
    for line in try Readme.document("docs/requirements.md").split(separator: "\n") {
      if line.hasPrefix("## ") { heading = String(line.dropFirst(3)) }
      guard line.prefixMatch(of: #/\| [A-Z]+-\d+ /#) != nil else { continue }
      rows.append(try Requirement(row: line, heading: heading))
    }
    return rows
  }

  /// The reasons of docs/deliberately-not.md, by id.
  static func excuses() throws -> [String: String] {
    let rows = try Readme.document("docs/deliberately-not.md").matches(
      of: /(?m)^\| ([A-Z]+-\d+) \| (.+\.) \|$/)
    return try Dictionary(rows.map { (String($0.1), String($0.2)) }) { _, _ in
      throw Unreadable(description: "docs/deliberately-not.md: an id has two rows")
    }
  }
}

extension Requirement {
  fileprivate init(row: Substring, heading: String) throws {
    guard
      let parts = row.wholeMatch(of: #/\| ([A-Z]+-\d+) \| ([A-Z]+)( \[D\])? \| (.+\.) \| (.+) \|/#),
      let level = Level(rawValue: String(parts.2))
    else {
      throw Unreadable(description: "expected | id | level | sentence. | source |, found \(row)")
    }
    self.init(
      id: String(parts.1),
      level: level,
      isInDevelopment: parts.3 != nil,
      text: String(parts.4),
      heading: heading
    )
  }
}
