import Foundation

/// The README, and the parts of it that are written elsewhere first.
struct Readme {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let location = "README.md"
  /// Whether the generated parts are written instead of checked, as `make readme` does.
  static let isWriting = ProcessInfo.processInfo.environment["WRITE_README"] != nil

  let text: String

  init() throws {
    text = try Self.document(Self.location)
  }

  /// The text of a file of this package.
  static func document(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Replaces the text of a file of this package.
  static func write(_ text: String, to path: String) throws {
    try text.write(to: root.appending(path: path), atomically: true, encoding: .utf8)
  }

  /// What stands between `<!-- name: begin … -->` and `<!-- name: end -->`.
  func section(_ name: String) -> String? {
    guard let range = range(of: name) else { return nil }
    return String(text[range])
  }

  /// Writes `content` where ``section(_:)`` reads it.
  func replace(_ name: String, with content: String) throws {
    guard let range = range(of: name) else { return }
    try Self.write(text.replacingCharacters(in: range, with: content), to: Self.location)
  }

  private func range(of name: String) -> Range<String.Index>? {
    guard
      let begin = text.range(of: "<!-- \(name): begin"),
      let start = text.range(of: "-->\n", range: begin.upperBound..<text.endIndex),
      let end = text.range(of: "<!-- \(name): end", range: start.upperBound..<text.endIndex)
    else { return nil }
    return start.upperBound..<end.lowerBound
  }

  /// The lines of a file of examples from the mark `from` to the next one, without their indentation.
  static func example(from mark: String, in name: String = "QuickStart.swift") throws -> String {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name)
    let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    return lines.drop { $0 != "  // README: \(mark)" }.dropFirst()
      .prefix { !$0.hasPrefix("  // README: ") }
      .map { $0.hasPrefix("  ") ? String($0.dropFirst(2)) : $0 }
      .joined(separator: "\n")
  }
}
