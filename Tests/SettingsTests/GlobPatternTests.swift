import Settings
import XCTest

final class GlobPatternTests: XCTestCase {
  func test_patterns_matchWholeNames() {
    let cases: [(pattern: String, name: String, matches: Bool)] = [
      ("*", "", true), ("*", "anything.at_all", true), ("", "", true), ("", "a", false),
      ("a", "a", true), ("a", "ab", false), ("ab", "a", false), ("A.b", "a.B", true),
      ("?", "", false), ("?", "a", true), ("?", "ab", false), ("a?c", "abc", true), ("a?c", "ac", false),
      ("session_buddy.session.*", "session_buddy.session.duration_seconds", true),
      ("session_buddy.session.*", "session_buddy.sessions.total", false),
      ("session_buddy.session.*", "session_buddy.session.", true),
      ("*.total", "session_buddy.sessions.total", true), ("*.total", "session_buddy.sessions.totals", false),
      ("a*b*c", "a_b_c", true), ("a*b*c", "abcbc", true), ("a*b*c", "acb", false), ("**a**", "bab", true),
      ("a*?", "a", false), ("a*?", "ab", true), ("a.c", "abc", false), ("[ab]", "a", false),
      ("é?", "éx", true),
    ]
    for (pattern, name, matches) in cases {
      XCTAssertEqual(GlobPattern(pattern).matches(name), matches, "\(pattern) on \(name)")
    }
  }

  func test_manyStars_takeNoExponentialTime() {
    let pattern = GlobPattern(String(repeating: "a*", count: 120) + "b")
    XCTAssertFalse(pattern.matches(String(repeating: "a", count: 255)))
  }
}
