import Telemetry

/// The gauges that show the pace and the direction of projects.
struct ProjectGauges: Sendable {
  /// The attribute sets of one project, made once.
  struct Labels: Sendable {
    fileprivate let project: AttributeSet
    fileprivate let trends: [(QualityTrend, AttributeSet)]

    init(_ project: String) {
      self.project = [AttributeKey.projectPath: .string(project)]
      trends = QualityTrend.allCases.map { one in
        (one, [AttributeKey.projectPath: .string(project), AttributeKey.trend: .string(one.rawValue)])
      }
    }
  }

  /// What there is to show of one project.
  struct Values: Sendable {
    let labels: Labels
    let velocity: Double?
    let trend: QualityTrend
  }

  private let velocity: Gauge<Double>
  private let trend: Gauge<Int64>

  init(_ meter: Meter) {
    velocity = meter.gauge(InstrumentCatalogue.velocity)
    trend = meter.gauge(InstrumentCatalogue.qualityTrend, of: Int64.self)
  }

  func show(_ values: Values) {
    if let pace = values.velocity { velocity.record(pace, values.labels.project) }
    for (one, attributes) in values.labels.trends { trend.record(one == values.trend ? 1 : 0, attributes) }
  }
}
