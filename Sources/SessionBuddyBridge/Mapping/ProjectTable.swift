import Telemetry

/// The histories of the projects worked on last, and the gauges that show them.
struct ProjectTable: Sendable {
  /// How many projects have a velocity and a trend; the one left alone longest makes room for the next.
  static let capacity = 500

  private struct Row: Sendable {
    var history = ProjectHistory()
    var lastUse = 0
    let attributes: AttributeSet
    let trends: [(QualityTrend, AttributeSet)]
  }

  private let velocity: Gauge<Double>
  private let trend: Gauge<Int64>
  private var rows: [String: Row] = [:]
  private var uses = 0

  init(_ meter: Meter) {
    velocity = meter.gauge(InstrumentCatalogue.velocity)
    trend = meter.gauge(InstrumentCatalogue.qualityTrend, of: Int64.self)
  }

  var count: Int { rows.count }

  /// Changes the history of `project` and shows what it says now.
  mutating func update(_ project: String, _ change: (inout ProjectHistory) -> Void) {
    if rows[project] == nil {
      if rows.count >= Self.capacity { evict() }
      rows[project] = Self.row(for: project)
    }
    guard var row = rows[project] else { return }
    uses += 1
    row.lastUse = uses
    change(&row.history)
    rows[project] = row
    if let pace = row.history.velocity { velocity.record(pace, row.attributes) }
    let current = row.history.trend
    for (one, attributes) in row.trends { trend.record(one == current ? 1 : 0, attributes) }
  }

  private mutating func evict() {
    guard let (project, row) = rows.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
    rows[project] = nil
    velocity.finish(row.attributes)
    for (_, attributes) in row.trends { trend.finish(attributes) }
  }

  private static func row(for project: String) -> Row {
    Row(
      attributes: [AttributeKey.projectPath: .string(project)],
      trends: QualityTrend.allCases.map { one in
        (one, [AttributeKey.projectPath: .string(project), AttributeKey.trend: .string(one.rawValue)])
      }
    )
  }
}
