/// The histories of as many projects as have room for their gauges, the first ones seen.
///
/// None makes room for another: its series would count against the limit until they are next collected, and when
/// that is cannot be known here. A project that gets in late would so push another into the overflow series.
struct ProjectTable: Sendable {
  /// The most projects under any limit, at 2 KB each.
  static let maximumCount = 5_000

  private struct Row: Sendable {
    var history = ProjectHistory()
    var turn = Turn<ProjectGauges.Values>()
    let labels: ProjectGauges.Labels

    var values: ProjectGauges.Values {
      ProjectGauges.Values(labels: labels, velocity: history.velocity, trend: history.trend)
    }
  }

  private let capacity: Int
  private var rows: [String: Row] = [:]

  /// A table whose gauges stay within `cardinalityLimit` series each.
  init(cardinalityLimit: Int) {
    capacity = min(cardinalityLimit / QualityTrend.allCases.count, Self.maximumCount)
  }

  /// Whether `project` has gauges; it gets them if there is room.
  mutating func admit(_ project: String) -> Bool {
    if rows[project] != nil { return true }
    guard rows.count < capacity else { return false }
    rows[project] = Row(labels: ProjectGauges.Labels(project))
    return true
  }

  /// Changes the history of a project that was admitted; what is to be shown of it, if it is the caller's turn.
  mutating func update(_ project: String, _ change: (inout ProjectHistory) -> Void) -> ProjectGauges.Values? {
    // By index: the history stays where it is, and so do its samples.
    guard let index = rows.index(forKey: project) else { return nil }
    change(&rows.values[index].history)
    let values = rows.values[index].values
    return rows.values[index].turn.take(toShow: values)
  }

  /// What came to be shown of `project` meanwhile; nil ends the turn.
  mutating func next(of project: String) -> ProjectGauges.Values? {
    guard let index = rows.index(forKey: project) else { return nil }
    return rows.values[index].turn.next()
  }
}
