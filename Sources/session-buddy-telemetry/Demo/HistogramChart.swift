/// A distribution as upright bars, one per bucket or per few, drawn in eighths of a character.
package struct HistogramChart {
  private static let eighths: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let margin = 3
  private static let widest = 6
  /// A bar and the space after it.
  private static let narrowest = 2
  private static let rest = "more"

  /// How many values each bar stands for, and the upper bound of them.
  private let bars: [(count: UInt64, label: String)]
  /// From one bar to the next.
  private let step: Int

  /// A chart at most `width` wide: where there are too many buckets, neighbours share a bar.
  package init(_ distribution: Distribution, width: Int) {
    // The last label may be wider than its bar.
    let room = max(width - Self.margin - Self.rest.count - 1, 0)
    let counts = distribution.counts
    let share = max((counts.count - 1) / (room / Self.narrowest + 1) + 1, 1)
    bars = stride(from: 0, to: counts.count, by: share).map { start in
      let end = min(start + share, counts.count)
      let bound = end <= distribution.bounds.count ? Self.bound(distribution.bounds[end - 1]) : Self.rest
      return (counts[start..<end].reduce(0, &+), bound)
    }
    step = min(max(room / max(bars.count - 1, 1), Self.narrowest), Self.widest)
  }

  /// `rows` rows of bars and one of labels.
  package func lines(rows: Int) -> [Line] {
    let highest = bars.map(\.count).max() ?? 0
    let heights = bars.map { Self.height($0.count, of: highest, rows: rows) }
    let drawn = (0..<rows).reversed().map { row in
      var line = Line(String(repeating: " ", count: Self.margin))
      for height in heights {
        let block = Self.eighths[min(max(height - 8 * row, 0), 8)]
        line.add(String(repeating: block, count: step - 1) + " ", .accent)
      }
      return line
    }
    return drawn + [labels]
  }

  /// The height in eighths; what is not empty is seen.
  private static func height(_ count: UInt64, of highest: UInt64, rows: Int) -> Int {
    guard count > 0, highest > 0 else { return 0 }
    return max(Int(saturating: Double(count) / Double(highest) * Double(8 * rows)), 1)
  }

  /// The upper bounds: every one, or every second, or third, so that they have room and the last is among them.
  private var labels: Line {
    let longest = bars.map(\.label.count).max() ?? 0
    let interval = longest / step + 1
    var line = Line()
    for (index, bar) in bars.enumerated() where (bars.count - 1 - index).isMultiple(of: interval) {
      line.fill(to: Self.margin + index * step)
      line.add(bar.label, .faint)
    }
    return line
  }

  /// `0.5s`, `10s`, `5m`, `8h`.
  package static func bound(_ seconds: Double) -> String {
    switch seconds {
    case _ where !seconds.isFinite: "\(seconds)"
    case ..<60: trimmed(seconds) + "s"
    case ..<3_600: trimmed(seconds / 60) + "m"
    default: trimmed(seconds / 3_600) + "h"
    }
  }

  private static func trimmed(_ number: Double) -> String {
    number == number.rounded() ? Figures.whole(number) : Figures.fixed(number, digits: 1)
  }
}
