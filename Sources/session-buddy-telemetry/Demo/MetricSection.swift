import OTLPReceiver
import Telemetry

/// The table of metrics, a page of it where not all fit.
struct MetricSection {
  private static let prefix = "session_buddy."
  private static let wide = 110

  private let metrics: [MetricArrivals]
  private let width: Int

  init(metrics: [String: MetricArrivals], width: Int) {
    self.metrics = metrics.values.sorted { $0.name < $1.name }
    self.width = width
  }

  /// How many metrics there are.
  var count: Int { metrics.count }

  /// A heading and `rows` rows; pages follow each other and begin again.
  func lines(rows: Int, page: Int) -> [Line] {
    let pages = max((metrics.count + rows - 1) / rows, 1)
    // The last page is as full as the others.
    let start = max(min(page % pages * rows, metrics.count - rows), 0)
    let shown = metrics.dropFirst(start).prefix(rows)
    let range = pages == 1 ? "\(metrics.count)" : "\(start + 1)-\(start + shown.count) of \(metrics.count)"
    let table = shown.map(row)
    return [heading(range)] + table + Array(repeating: Line(), count: rows - table.count)
  }

  private var isWide: Bool { width >= Self.wide }
  private var nameWidth: Int { isWide ? 50 : 36 }
  private static let kindWidth = 11
  private static let seriesWidth = 7
  private var valueWidth: Int { isWide ? 22 : width - 3 - nameWidth - Self.kindWidth - Self.seriesWidth - 1 }

  private func heading(_ range: String) -> Line {
    var line = Line.heading("METRICS \(range)", width: 3 + nameWidth)
    line.add(" kind ", .strong)
    line.fill(to: 3 + nameWidth + Self.kindWidth, with: "─")
    line.add("series".fitted(to: Self.seriesWidth, .right), .strong)
    line.add(" ")
    line.fill(to: 3 + nameWidth + Self.kindWidth + Self.seriesWidth + valueWidth - 6, with: "─")
    line.add(" value", .strong)
    if isWide {
      line.add(" ──", .faint)
      line.add(" largest series ", .strong)
    } else {
      line.add(" ")
    }
    line.fill(to: width, with: "─")
    return line
  }

  private func row(_ metric: MetricArrivals) -> Line {
    let hasPrefix = metric.name.hasPrefix(Self.prefix)
    let name = (!isWide && hasPrefix ? String(metric.name.dropFirst(Self.prefix.count)) : metric.name)
      .printable
    var line = Line("   ")
    line.add(name, in: nameWidth)
    line.add(" " + metric.kind.rawValue, .faint, in: Self.kindWidth)
    line.add(Figures.count(metric.series.count), in: Self.seriesWidth, .right)
    line.add(metric.value, .accent, in: valueWidth, .right)
    if isWide {
      line.add("    ")
      line.add(metric.largest?.brief ?? "", .faint, in: max(width - line.width, 0))
    }
    return line
  }
}

extension MetricArrivals {
  /// The value in a few words: a total, a state, or a mean.
  var value: String {
    switch kind {
    case .counter, .sum: Figures.whole(total)
    case .histogram: "mean " + (distribution?.mean.map(text) ?? "-")
    case .gauge: range
    case .other: "-"
    }
  }

  /// The lowest and the highest value, or the only one.
  private var range: String {
    let values = series.values.compactMap { point in
      if case .number(let value) = point { value } else { nil }
    }
    guard let lowest = values.min(), let highest = values.max() else { return "-" }
    return lowest == highest ? text(lowest) : "\(text(lowest)) to \(text(highest))"
  }

  private func text(_ value: Double) -> String {
    unit == "s" ? Figures.duration(value) : Figures.decimal(value)
  }
}

extension AttributeSet {
  /// The values alone, of paths the last component.
  fileprivate var brief: String {
    map { entry in
      let text = "\(entry.value)"
      guard text.hasPrefix("/"), let name = text.split(separator: "/").last else { return text }
      return String(name)
    }.joined(separator: ", ").printable
  }
}
