import Synchronization

/// A stream whose values are observed at each collection, by each reader for itself (M-85).
final class ObservableStream: MetricStream {
  /// What is known of one reader.
  private struct Reader {
    var header: MetricHeader
    let temporality: Temporality
    /// The collection before, or else when the instrument was made (M-84).
    var lastTime: Timestamp
    /// What was observed last, of what was observed then: by series for totals, before any are added up for differences.
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

  /// A point to be shown.
  private struct Shown {
    let attributes: AttributeSet
    var bits: UInt64
    var start: Timestamp
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

  func prepare(_ late: LateThreads, at time: CollectionTime) {}

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
    let isDelta = reader.temporality == .delta && plan.aggregation != .lastValue
    var known: [AttributeSet: Known] = [:]
    known.reserveCapacity(observations.values.count)
    let series =
      isDelta
      ? differences(observations.values, since: reader, now, &known)
      : totals(observations.values, since: reader, now, &known)
    if !series.isEmpty { visitor.begin(metric: reader.header) }
    for one in series {
      let point = PointContext(
        attributes: one.attributes,
        start: plan.aggregation == .lastValue ? nil : one.start,
        time: max(now, one.start)
      )
      visitor.visit(number: NumberValue(one.bits, isFloatingPoint: plan.isFloatingPoint), point)
    }
    if !reader.isComplete { keep(reader.known, in: &known) }
    reader.known = known
    // An instrument made during the collection began after it.
    reader.lastTime = max(reader.lastTime, now)
    reader.observations = nil
    reader.isComplete = true
  }

  /// Remembers series that a callback may only have had no time to tell, so that they do not count from zero again.
  private func keep(_ before: [AttributeSet: Known], in known: inout [AttributeSet: Known]) {
    for (attributes, series) in before where known[attributes] == nil && known.count <= plan.limit {
      known[attributes] = series
    }
  }

  /// The totals as they were observed. One that has fallen, though it only grows, begins anew.
  private func totals(
    _ observed: [(attributes: AttributeSet, bits: UInt64)],
    since reader: Reader,
    _ now: Timestamp,
    _ known: inout [AttributeSet: Known]
  ) -> [Shown] {
    merged(observed.map { Shown(attributes: $0.attributes, bits: $0.bits, start: now) }).compactMap { one in
      let before = reader.known[one.attributes]
      let last = before?.time ?? reader.lastTime
      let goesOn = before.map { !isBelow(one.bits, $0.bits) } ?? false
      // What a callback had no time to tell may be a part of this sum, which then has not begun anew.
      if before != nil, !goesOn, !reader.isComplete { return nil }
      let start = goesOn ? before?.start ?? last : last
      known[one.attributes] = Known(start: start, time: max(now, start), bits: one.bits)
      return Shown(attributes: one.attributes, bits: one.bits, start: start)
    }
  }

  /// What was added since the last collection.
  ///
  /// Each total is compared with itself before a view or the limit adds it to others: a sum that some of its parts have
  /// left says nothing about the rest (M-76).
  private func differences(
    _ observed: [(attributes: AttributeSet, bits: UInt64)],
    since reader: Reader,
    _ now: Timestamp,
    _ known: inout [AttributeSet: Known]
  ) -> [Shown] {
    merged(
      observed.map { attributes, bits in
        let before = reader.known[attributes]
        let last = before?.time ?? reader.lastTime
        known[attributes] = Known(start: last, time: max(now, last), bits: bits)
        return Shown(attributes: attributes, bits: difference(bits, before?.bits), start: last)
      }
    )
  }

  // MARK: Attributes

  /// The observations after the view's filter, at most as many as the limit allows and the rest as one (M-92).
  private func merged(_ observed: [Shown]) -> [Shown] {
    // No two observations are of the same attributes.
    if plan.filter == nil, observed.count <= plan.limit { return observed }
    var series: [Shown] = []
    var places: [AttributeSet: Int] = [:]
    var count = 0
    for one in observed {
      var kept = plan.filter?.apply(to: one.attributes) ?? one.attributes
      if places[kept] == nil, kept != SeriesStorage.overflowAttributes {
        if count < plan.limit { count += 1 } else { kept = overflow(places.keys) }
      }
      if let place = places[kept] {
        series[place].bits = combined(series[place].bits, one.bits)
        series[place].start = min(series[place].start, one.start)
      } else {
        places[kept] = series.count
        series.append(Shown(attributes: kept, bits: one.bits, start: one.start))
      }
    }
    return series
  }

  private func overflow(_ series: some Sequence<AttributeSet>) -> AttributeSet {
    diagnostics.reportOnce(
      "cardinality:\(plan.name)",
      Diagnostic(
        .warning,
        "\(plan.name): more than \(plan.limit) attribute sets were observed; those beyond share one series"
          + SeriesStorage.explanation(series)
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

  /// A total that was set back counts from zero again.
  private func difference(_ bits: UInt64, _ before: UInt64?) -> UInt64 {
    guard let before, !isBelow(bits, before) else { return bits }
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
