import Synchronization

/// A stream whose values are observed at each collection, by each reader for itself (M-85).
final class ObservableStream: MetricStream {
  /// What is known of one reader.
  private struct Reader {
    var header: MetricHeader
    let temporality: Temporality
    /// The collection before, or else when the instrument was made (M-84).
    var lastTime: Timestamp
    /// What was observed last, of the series that were observed then.
    var known: [AttributeSet: Known] = [:]
    /// What the callbacks have just said; nil when none was asked.
    var observations: Observations?
    /// Whether all of them have.
    var isComplete = true
  }

  private struct Known {
    let start: Timestamp
    let time: Timestamp
    let bits: UInt64
  }

  let readers: Set<Int>
  private let plan: StreamPlan
  private let diagnostics: Diagnostics
  private let state: Mutex<[Int: Reader]>

  init(_ plan: StreamPlan, created: Timestamp, diagnostics: Diagnostics) {
    self.plan = plan
    self.diagnostics = diagnostics
    readers = Set(plan.audience.map(\.reader))
    var states: [Int: Reader] = [:]
    for one in plan.audience {
      states[one.reader] = Reader(
        header: plan.aggregation.header(plan.name, plan.description, plan.unit, one.temporality),
        temporality: one.temporality,
        lastTime: created
      )
    }
    state = Mutex(states)
  }

  /// For the next ``show(to:at:_:)`` to that reader; what is not complete lacks what some callback has not said.
  func take(_ observations: Observations, isComplete: Bool, for reader: Int) {
    state.withLock { state in
      guard var one = state.removeValue(forKey: reader) else { return }
      var all = one.observations ?? Observations()
      all.merge(observations)
      one.observations = all
      one.isComplete = one.isComplete && isComplete
      state[reader] = one
    }
  }

  func describe(as description: String) {
    state.withLock { state in
      for reader in readers { state[reader]?.header.description = description }
    }
  }

  func prepare() {}

  func drain(closed: Int, stragglers: GracePeriod.Stragglers, at time: CollectionTime) {}

  func show<Visitor: MetricVisitor & ~Copyable>(
    to reader: Int,
    at time: CollectionTime,
    _ visitor: inout Visitor
  ) {
    state.withLock { state in
      guard var one = state.removeValue(forKey: reader) else { return }
      show(&one, time.now, &visitor)
      state[reader] = one
    }
  }

  private func show<Visitor: MetricVisitor & ~Copyable>(
    _ reader: inout Reader,
    _ now: Timestamp,
    _ visitor: inout Visitor
  ) {
    // Who was not asked has not become silent: what is known of the series stays.
    guard let observations = reader.observations else { return }
    let series = merged(observations)
    var known: [AttributeSet: Known] = [:]
    known.reserveCapacity(series.count)
    if !series.isEmpty { visitor.begin(metric: reader.header) }
    for (attributes, bits) in series {
      let before = reader.known[attributes]
      let isReset = before.map { isBelow(bits, $0.bits) } ?? false
      let last = before?.time ?? reader.lastTime
      let start = isReset ? last : before?.start ?? last
      let isDelta = reader.temporality == .delta && plan.aggregation != .lastValue
      // A total that was set back counts from zero again.
      let shown = isDelta && !isReset ? difference(bits, before?.bits) : bits
      let from = isDelta ? last : start
      let point = PointContext(
        attributes: attributes,
        start: plan.aggregation == .lastValue ? nil : from,
        time: max(now, from)
      )
      visitor.visit(number: NumberValue(shown, isFloatingPoint: plan.isFloatingPoint), point)
      known[attributes] = Known(start: start, time: point.time, bits: bits)
    }
    if !reader.isComplete { keep(reader.known, in: &known) }
    reader.known = known
    reader.lastTime = now
    reader.observations = nil
    reader.isComplete = true
  }

  /// Remembers series that a callback may only have had no time to tell, so that they do not count from zero again.
  private func keep(_ before: [AttributeSet: Known], in known: inout [AttributeSet: Known]) {
    for (attributes, series) in before where known[attributes] == nil && known.count <= plan.limit {
      known[attributes] = series
    }
  }

  // MARK: Attributes

  /// The observations after the view's filter, at most as many as the limit allows and the rest as one (M-92).
  private func merged(_ observations: Observations) -> [(AttributeSet, UInt64)] {
    var series: [(AttributeSet, UInt64)] = []
    var places: [AttributeSet: Int] = [:]
    var count = 0
    for (attributes, bits) in observations.values {
      var kept = plan.filter?.apply(to: attributes) ?? attributes
      if places[kept] == nil, kept != SeriesStorage.overflowAttributes {
        if count < plan.limit { count += 1 } else { kept = overflow() }
      }
      if let place = places[kept] {
        series[place].1 = combined(series[place].1, bits)
      } else {
        places[kept] = series.count
        series.append((kept, bits))
      }
    }
    return series
  }

  private func overflow() -> AttributeSet {
    diagnostics.reportOnce(
      "cardinality:\(plan.name)",
      Diagnostic(
        .warning,
        "\(plan.name): more than \(plan.limit) attribute sets were observed; those beyond share one series"
      )
    )
    return SeriesStorage.overflowAttributes
  }

  /// Totals of attributes that a view makes equal are added; of states the last counts (M-77).
  private func combined(_ first: UInt64, _ second: UInt64) -> UInt64 {
    if plan.aggregation == .lastValue { return second }
    guard plan.isFloatingPoint else { return first &+ second }
    return (Double(bitPattern: first) + Double(bitPattern: second)).bitPattern
  }

  private func difference(_ bits: UInt64, _ before: UInt64?) -> UInt64 {
    guard let before else { return bits }
    guard plan.isFloatingPoint else { return bits &- before }
    return (Double(bitPattern: bits) - Double(bitPattern: before)).bitPattern
  }

  /// Whether a total that only grows has become smaller.
  private func isBelow(_ bits: UInt64, _ before: UInt64) -> Bool {
    guard plan.aggregation == .sum(isMonotonic: true) else { return false }
    guard plan.isFloatingPoint else { return Int64(bitPattern: bits) < Int64(bitPattern: before) }
    return Double(bitPattern: bits) < Double(bitPattern: before)
  }
}
