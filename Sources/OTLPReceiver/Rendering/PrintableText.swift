extension String {
  /// The text on one line, safe to show in a terminal: control and formatting characters are spelled out.
  ///
  /// What arrives over the network must not move a cursor, ring a bell or reverse the direction of a line.
  package var printable: String {
    guard unicodeScalars.contains(where: \.isInvisible) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.isInvisible: text += "\\u{\(String(scalar.value, radix: 16))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension String {
  /// The beginning of the text as ``printable``, with a mark where it was cut: one of a few on a line.
  ///
  /// Scalars are counted, not characters: of those, a single one can be as long as a request.
  var shown: String {
    guard utf8.count > Self.longest else { return printable }
    return String(String.UnicodeScalarView(unicodeScalars.prefix(Self.longest))).printable + "…"
  }

  private static let longest = 1_000
}

extension Unicode.Scalar {
  fileprivate var isInvisible: Bool {
    // Plain text is decided without a look into the tables.
    if (0x20..<0x7F).contains(value) { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
  }
}
