internal import Yams

// Turning text into nodes, and the parser's complaints into ours.

extension YAMLFile {
  func compose(_ text: String) throws(SettingsError) -> Node? {
    do {
      // The encoding is named because Yams' default looks into the environment and prints; the basic resolver
      // leaves every scalar as it is written.
      return try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
    } catch let error as YamlError {
      throw translated(error, in: text)
    } catch {
      throw failure("expected YAML, found something else")
    }
  }

  func failure(_ problem: String, key: String? = nil, at position: SettingsPosition? = nil) -> SettingsError {
    SettingsError(problem, key: key, at: .file(path: path, at: position))
  }

  private func translated(_ error: YamlError, in text: String) -> SettingsError {
    switch error {
    case .scanner(_, _, let mark, _) where hasTab(text, at: mark):
      return failure("expected spaces, found a tab", at: mark.position)
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
      let more = context.map { " \($0.text) (line \($0.mark.line))" } ?? ""
      return failure("expected YAML: \(problem)\(more)", at: mark.position)
    case .composer(_, let problem, let mark, _) where problem.contains("document"):
      return failure("expected one YAML document, found another", at: mark.position)
    case .composer(_, let problem, let mark, _):
      return failure("expected YAML: \(problem)", at: mark.position)
    case .duplicatedKeysInMapping(let names, let context):
      return repeated(names.first ?? "", first: context.mark, in: text)
    case .reader(let problem, let offset, let value, _):
      let place = offset.map { position(ofCharacter: $0, in: text) }
      return failure("expected printable characters, found character \(value) (\(problem))", at: place)
    default:
      return failure("expected YAML, found what its parser gave up on")
    }
  }

  /// Points at the second of two equal keys; the parser only tells where the first one is.
  private func repeated(_ name: String, first: Mark, in text: String) -> SettingsError {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().dropFirst(
      first.line)
    let indent = String(repeating: " ", count: first.column - 1)
    let second = lines.first { _, line in
      line.hasPrefix(indent + name) && line.dropFirst(indent.count + name.count).first { $0 != " " } == ":"
    }
    return failure(
      "expected the key once, found it again (first in line \(first.line))",
      key: name.shownBriefly,
      at: second.map { SettingsPosition(line: $0.offset + 1, column: first.column) } ?? first.position
    )
  }

  private func position(ofCharacter offset: Int, in text: String) -> SettingsPosition {
    let lines = text.prefix(offset).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return SettingsPosition(line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1)
  }

  private func hasTab(_ text: String, at mark: Mark) -> Bool {
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(mark.line - 1).first
    return line?.unicodeScalars.dropFirst(mark.column - 1).first == "\t"
  }
}

extension Mark {
  var position: SettingsPosition {
    SettingsPosition(line: line, column: column)
  }
}
