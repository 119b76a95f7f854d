import SessionBuddyTelemetry

/// The demo's screen, for a terminal of any size from 80 by 24.
package struct DemoView {
  private static let durationMetric = "session_buddy.session.duration_seconds"
  private static let dwellMetric = "session_buddy.search.dwell_time_seconds"
  private static let treeRows = 8
  private static let leastBarRows = 3
  private static let mostBarRows = 8

  package let status: DemoStatus
  package let size: Terminal.Size

  package init(status: DemoStatus, size: Terminal.Size) {
    self.status = status
    self.size = size
  }

  /// The rows from the top, never more than fit.
  package var lines: [Line] {
    let top = [title] + FlowSection(status: status, width: size.width).lines
    let tree = SpanTree(latestOf: status.arrivals.latestSpans)
    let trace = [heading(tree.title)] + tree.lines(width: size.width, rows: Self.treeRows)
    // What is there to be shared between metrics and bars, without the headings of both and the bars' labels.
    let room = size.height - top.count - trace.count - 3
    let metrics = MetricSection(metrics: status.arrivals.metrics, width: size.width)
    let metricRows = min(max(room - Self.leastBarRows, 3), max(metrics.count, 3))
    let barRows = min(max(room - metricRows, Self.leastBarRows), Self.mostBarRows)
    let page = Int(status.elapsed.inSeconds / 2)
    let all =
      top + metrics.lines(rows: metricRows, page: page) + histograms(rows: barRows) + trace
    return all.prefix(size.height).map { $0.cut(to: size.width) }
  }

  private var title: Line {
    var line = Line(" session-buddy-telemetry demo", .strong)
    line.add("  \(status.endpoint)  ", .faint)
    line.add(status.state.rawValue, status.state == .failing ? .bad : .good)
    let seconds = Int(status.elapsed.inSeconds)
    let clock = "\(seconds) s of \(Int(status.length.inSeconds.rounded())) s "
    line.fill(to: size.width - clock.count)
    line.add(clock, .faint)
    return line
  }

  private func heading(_ text: String) -> Line {
    Line.heading(text, width: size.width)
  }

  private func histograms(rows: Int) -> [Line] {
    let half = size.width / 2
    let left = histogram(Self.durationMetric, "SESSION DURATION", rows: rows, width: half)
    let right = histogram(Self.dwellMetric, "DWELL TIME", rows: rows, width: size.width - half)
    return zip(left, right).map { left, right in
      var line = left
      line.fill(to: half)
      line.add(right)
      return line
    }
  }

  private func histogram(_ name: String, _ title: String, rows: Int, width: Int) -> [Line] {
    guard let distribution = status.arrivals.metrics[name]?.distribution else {
      return [Line.heading(title, width: width)] + Array(repeating: Line(), count: rows + 1)
    }
    let mean = distribution.mean.map { ", mean " + Figures.duration($0) } ?? ""
    let heading = Line.heading("\(title), n \(Figures.count(distribution.count))\(mean)", width: width)
    return [heading] + HistogramChart(distribution, width: width).lines(rows: rows)
  }
}

extension Line {
  /// `── TEXT ────────`.
  static func heading(_ text: String, width: Int) -> Line {
    var line = Line("── ", .faint)
    line.add(text, .strong)
    line.add(" ")
    line.fill(to: width, with: "─")
    return line
  }
}
