/// How far the requirements are met, as the tests show it.
struct Conformance {
  /// The areas, such as `M`, of which nothing that is asked for may be open.
  static let completeAreas = [
    "A", "B", "C", "E", "FS", "G", "L", "M", "O", "P", "R", "S", "T", "W", "X",
  ]

  /// What can be said about a requirement.
  enum Standing: Equatable {
    case shown([String])
    case excused(String)
    case open
  }

  let requirements: [Requirement]
  /// The tests of each id.
  let tests: [String: [String]]
  /// Why an id is done without.
  let excuses: [String: String]

  /// What the documents and the tests say now.
  static func current() throws -> Conformance {
    Conformance(
      requirements: try Requirement.all(),
      tests: try Citations.ofPackage.get().tests,
      excuses: try Requirement.excuses()
    )
  }

  func standing(of requirement: Requirement) -> Standing {
    if let tests = tests[requirement.id] { return .shown(tests) }
    return excuses[requirement.id].map { .excused($0) } ?? .open
  }

  /// What is asked for in `areas`, and neither shown nor excused.
  func gaps(in areas: [String]) -> [Requirement] {
    requirements.filter { areas.contains($0.area) && $0.isAskedFor && standing(of: $0) == .open }
  }

  /// Reasons for doing without what is not without, or what nobody asks for.
  var staleExcuses: [String] {
    let ids = Set(requirements.map(\.id))
    return excuses.keys.filter { tests[$0] != nil || !ids.contains($0) }.sorted()
  }
}
