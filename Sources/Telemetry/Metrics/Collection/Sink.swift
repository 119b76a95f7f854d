/// What one reader is owed of one stream.
struct Sink<Total: SeriesTotal> {
  /// Which reader.
  let reader: Int
  let temporality: Temporality
  var header: MetricHeader
  private let isGauge: Bool
  /// By row.
  private var totals: [Total] = []
  /// When a series that was reset begins again, by row.
  private var restarts: [Int: Timestamp] = [:]
  private var exemplars: [Int: [Exemplar]] = [:]
  /// When the interval of a delta reader began (M-84).
  private var intervalStart: Timestamp

  init(reader: Int, temporality: Temporality, header: MetricHeader, created: Timestamp) {
    self.reader = reader
    self.temporality = temporality
    self.header = header
    isGauge = header.kind == .gauge
    intervalStart = created
  }

  mutating func grow(to rowCount: Int) {
    while totals.count < rowCount { totals.append(Total()) }
  }

  @inline(__always)
  mutating func add(_ amount: borrowing Total, to row: Int, _ form: Total.Form) {
    totals[row].merge(amount, form)
  }

  mutating func add(_ new: [Exemplar], to row: Int) {
    exemplars[row] = new
  }

  func isEmpty(_ row: Int) -> Bool { totals[row].isEmpty }

  /// Moves what is owed of one series to another.
  mutating func move(_ row: Int, to target: Int, _ form: Total.Form) {
    guard !totals[row].isEmpty else { return }
    let total = totals[row]
    totals[target].merge(total, form)
  }

  /// Forgets a series; if it goes on all the same it begins again at `restart`.
  mutating func reset(_ row: Int, restart: Timestamp?) {
    totals[row] = Total()
    restarts[row] = restart
    exemplars[row] = nil
  }

  /// Shows every series there is something to show of; those of a delta reader begin anew.
  @inline(__always)
  mutating func show<Visitor: MetricVisitor & ~Copyable>(
    _ rows: SeriesRows,
    at time: Timestamp,
    _ form: Total.Form,
    to visitor: inout Visitor
  ) {
    var hasBegun = false
    for row in totals.indices where !totals[row].isEmpty {
      if !hasBegun {
        visitor.begin(metric: header)
        hasBegun = true
      }
      show(row, rows, at: time, form, to: &visitor)
      if temporality == .delta { totals[row] = Total() }
    }
    if !exemplars.isEmpty { exemplars.removeAll(keepingCapacity: true) }
    // An instrument made during the collection began after it.
    intervalStart = max(intervalStart, time)
  }

  @inline(__always)
  private func show<Visitor: MetricVisitor & ~Copyable>(
    _ row: Int,
    _ rows: SeriesRows,
    at time: Timestamp,
    _ form: Total.Form,
    to visitor: inout Visitor
  ) {
    guard let series = unsafe rows.identity(of: row) else { return }
    let start = unsafe start(of: row, series.start)
    let time = max(time, start ?? time)
    let point = unsafe PointContext(
      of: series.attributes,
      start: start,
      time: time,
      exemplars: exemplars.isEmpty ? nil : exemplars(of: row, start, time)
    )
    totals[row].show(point, form, to: &visitor)
  }

  private func exemplars(of row: Int, _ start: Timestamp?, _ time: Timestamp) -> [Exemplar]? {
    exemplars[row]?.map { $0.moved(after: start, upTo: time) }
  }

  /// When what is shown of a series began; the last value of a gauge did not begin (M-87).
  @inline(__always)
  private func start(of row: Int, _ first: Timestamp) -> Timestamp? {
    if isGauge { return nil }
    if temporality == .delta { return intervalStart }
    return restarts.isEmpty ? first : restarts[row] ?? first
  }
}
