import Telemetry

/// How much comes, and how long it takes: two blocks side by side.
struct FlowSection {
  private static let percentile = 8
  /// Both percentiles, and what is free to the right of them.
  private static let percentiles = 2 * percentile + 2

  let status: DemoStatus
  let width: Int

  var lines: [Line] {
    let arrivals = status.arrivals
    let half = width / 2
    var heading = Line.heading("ARRIVED in \(Figures.items(arrivals.requests, "request"))", width: half)
    heading.add(Line.heading("LATENCY", width: width - half - Self.percentiles + 1))
    for name in [" p50 ", " p95 "] {
      heading.fill(to: heading.width + Self.percentile - name.count, with: "─")
      heading.add(name, .strong)
    }
    heading.fill(to: width, with: "─")
    let counts = [
      ("records", UInt64(arrivals.records)), ("data points", arrivals.items.dataPoints),
      ("spans", arrivals.items.spans),
    ]
    let latencies = [
      ("record to receipt", arrivals.recordLatency),
      ("collect to receipt", arrivals.exportLatency),
      ("span end to receipt", arrivals.spanLatency),
    ]
    let rows = zip(zip(counts, status.rates), latencies).map { flow, latency in
      var line = Line("   ")
      line.add(flow.0.0, in: 12)
      line.add(Figures.count(flow.0.1), .strong, in: 12, .right)
      line.add(Figures.decimal(flow.1) + "/s", .faint, in: 11, .right)
      line.fill(to: half + 3)
      line.add(latency.0, in: width - half - Self.percentiles - 3)
      line.add(latency.1.text(at: 0.5), .strong, in: Self.percentile, .right)
      line.add(latency.1.text(at: 0.95), .strong, in: Self.percentile, .right)
      return line
    }
    return [heading] + rows
  }
}

extension Percentiles {
  /// The percentile as people read it; a dash when nothing was timed.
  func text(at share: Double) -> String {
    value(at: share).map(Figures.duration) ?? "-"
  }
}
