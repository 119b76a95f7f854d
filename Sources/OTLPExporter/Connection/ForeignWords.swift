package import GRPCTransport

/// Makes words that came over the network fit to be shown: one line, not long, and without our own secrets, which a
/// server may repeat.
package struct ForeignWords: Sendable {
  private static let maximumLength = 300
  /// A shorter value is no secret worth the name, and hiding it would tear words apart.
  private static let shortestSecret = 4

  private let secrets: [String]

  /// Hides the values of `headers`, of each of them where they changed.
  package init(hiding headers: Metadata...) {
    self.init(hiding: headers)
  }

  package init(hiding headers: [Metadata]) {
    // `Bearer abc` is as secret without its first word.
    let values = headers.flatMap(\.entries).map(\.text).flatMap {
      [$0] + $0.split(separator: " ").dropFirst().map(String.init)
    }
    secrets = values.filter { $0.count >= Self.shortestSecret }.sorted { $0.count > $1.count }
  }

  /// The text as it may be shown.
  package func shown(_ text: String) -> String {
    let visible = secrets.reduce(text) { $0.replacing($1, with: "<hidden>") }
    let line = visible.unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: " "
      default: String(scalar)
      }
    }.joined()
    return line.count > Self.maximumLength ? line.prefix(Self.maximumLength - 1) + "…" : line
  }
}
