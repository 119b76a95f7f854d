/// A distribution as upright bars, one per bucket, drawn in eighths of a character.
package struct Bars {
  private static let eighths: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let margin = 3
  private static let widest = 6

  private let distribution: Distribution

  package init(_ distribution: Distribution) {
    self.distribution = distribution
  }

  /// `rows` rows of bars and one of labels.
  package func lines(rows: Int, width: Int) -> [Line] {
    let counts = distribution.counts
    let step = min(max((width - Self.margin - 1) / max(counts.count, 1), 2), Self.widest)
    let heights = counts.map { Self.height($0, of: counts.max() ?? 0, rows: rows) }
    let bars = (0..<rows).reversed().map { row in
      var line = Line(String(repeating: " ", count: Self.margin))
      for height in heights {
        let block = Self.eighths[min(max(height - 8 * row, 0), 8)]
        line.add(String(repeating: block, count: step - 1) + " ", .accent)
      }
      return line
    }
    return bars + [labels(step: step)]
  }

  /// The height in eighths; what is not empty is seen.
  private static func height(_ count: UInt64, of highest: UInt64, rows: Int) -> Int {
    guard count > 0, highest > 0 else { return 0 }
    return max(Int(Double(count) / Double(highest) * Double(8 * rows)), 1)
  }

  /// The upper bounds, as far as they have room.
  private func labels(step: Int) -> Line {
    let texts = distribution.bounds.map(Self.bound) + ["more"]
    var line = Line()
    for (index, text) in texts.enumerated() {
      let column = Self.margin + index * step
      guard line.width <= column - (index > 0 ? 1 : 0) else { continue }
      line.fill(to: column)
      line.add(text, .faint)
    }
    return line
  }

  /// `0.5s`, `10s`, `5m`, `8h`.
  package static func bound(_ seconds: Double) -> String {
    switch seconds {
    case ..<60: trimmed(seconds) + "s"
    case ..<3_600: trimmed(seconds / 60) + "m"
    default: trimmed(seconds / 3_600) + "h"
    }
  }

  private static func trimmed(_ number: Double) -> String {
    number == number.rounded() ? Figures.count(Int(number)) : Figures.fixed(number, digits: 1)
  }
}
