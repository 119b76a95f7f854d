/// One line of a terminal, put together from pieces of text in a style each.
package struct Line: Equatable {
  /// What a piece of text is, from which its look follows.
  package enum Style: Equatable {
    case plain
    case strong
    case faint
    case accent
    case good
    case bad
  }

  /// To which side of its field a text keeps.
  package enum Alignment {
    case left
    case right
  }

  private struct Piece: Equatable {
    var text: String
    var style: Style
  }

  private var pieces: [Piece] = []
  /// How many characters the line takes.
  package private(set) var width = 0

  package init(_ text: String = "", _ style: Style = .plain) {
    add(text, style)
  }

  /// Appends `text`.
  package mutating func add(_ text: String, _ style: Style = .plain) {
    guard !text.isEmpty else { return }
    pieces.append(Piece(text: text, style: style))
    width += text.count
  }

  /// Appends `text` in a field of `columns`, cut when it is longer.
  package mutating func add(
    _ text: String, _ style: Style = .plain, in columns: Int, _ side: Alignment = .left
  ) {
    add(text.fitted(to: columns, side), style)
  }

  /// Fills up with `character` until the line takes `columns`.
  package mutating func fill(to columns: Int, with character: Character = " ", _ style: Style = .faint) {
    add(String(repeating: character, count: max(columns - width, 0)), style)
  }

  /// Appends the pieces of `other`.
  package mutating func add(_ other: Line) {
    for piece in other.pieces { add(piece.text, piece.style) }
  }

  /// The line without what does not fit into `columns`.
  package func cut(to columns: Int) -> Line {
    guard width > columns else { return self }
    var line = Line()
    for piece in pieces { line.add(String(piece.text.prefix(max(columns - line.width, 0))), piece.style) }
    return line
  }

  /// The text, with the terminal's codes for the styles or without.
  package func text(withColour: Bool = false) -> String {
    pieces.map { piece in
      guard withColour, let code = piece.style.code else { return piece.text }
      return "\u{1B}[\(code)m\(piece.text)\u{1B}[0m"
    }.joined()
  }
}

extension Line.Style {
  fileprivate var code: String? {
    switch self {
    case .plain: nil
    case .strong: "1"
    case .faint: "2"
    case .accent: "36"
    case .good: "32"
    case .bad: "31"
    }
  }
}

extension String {
  /// The text in exactly `columns` characters: filled up with spaces, or cut and marked so.
  func fitted(to columns: Int, _ side: Line.Alignment = .left) -> String {
    let missing = columns - count
    guard missing >= 0 else { return columns > 0 ? prefix(columns - 1) + "…" : "" }
    let space = String(repeating: " ", count: missing)
    return side == .left ? self + space : space + self
  }
}
