/// Decides which streams an instrument has, from the views and from what each reader wants.
///
/// It asks the program's own code, so it must not be called under a lock.
struct StreamPlanner: Sendable {
  /// The most series that a stream can have, whatever is asked for: rows are numbered in 32 bits, and a filter can make
  /// five of one series.
  static let maximumLimit = 10_000_000

  let views: [View]
  /// What each reader wants, by its number.
  let readers: [MetricReaderOptions]
  /// Which of the readers there are streams for.
  let audience: [Int]
  /// When neither the view nor the reader says so.
  let cardinalityLimit: Int

  /// A view that was set aside, and why.
  struct Unsuitable: Equatable {
    let view: String
    let kind: InstrumentKind
  }

  private struct Key: Hashable {
    let view: Int
    let aggregation: ResolvedAggregation
    let limit: Int
  }

  /// The streams of an instrument; readers that want the same share one.
  func plans(
    for instrument: InstrumentDescriptor,
    of scope: InstrumentationScope
  ) -> (plans: [StreamPlan], unsuitable: [Unsuitable]) {
    let matching = views.indices.filter { views[$0].selector.selects(instrument, of: scope) }
    let suitable = matching.filter { views[$0].stream.aggregation.suits(instrument.kind) }
    let unsuitable = matching.filter { !suitable.contains($0) }
      .map { Unsuitable(view: views[$0].selector.name ?? "*", kind: instrument.kind) }
    var plans: [StreamPlan] = []
    var places: [Key: Int] = [:]
    for view in suitable.isEmpty ? [nil] : suitable.map(Optional.some) {
      for reader in audience {
        guard let plan = plan(instrument, view, reader) else { continue }
        let key = Key(view: view ?? -1, aggregation: plan.aggregation, limit: plan.limit)
        if let place = places[key] {
          plans[place].audience += plan.audience
        } else {
          places[key] = plans.count
          plans.append(plan)
        }
      }
    }
    return (plans, unsuitable)
  }

  /// Nil when the measurements are dropped.
  private func plan(_ instrument: InstrumentDescriptor, _ view: Int?, _ reader: Int) -> StreamPlan? {
    let stream = view.map { views[$0].stream } ?? StreamConfiguration()
    let wanted = readers[reader]
    guard let aggregation = aggregation(instrument, stream, wanted) else { return nil }
    return StreamPlan(
      view: view,
      name: stream.name ?? instrument.name,
      description: stream.description ?? instrument.description,
      unit: instrument.unit,
      aggregation: aggregation,
      isFloatingPoint: instrument.isFloatingPoint,
      filter: stream.attributes ?? instrument.attributeKeys.map(AttributeFilter.including),
      limit: limit(instrument, stream, wanted),
      reservoir: stream.exemplarReservoir,
      audience: [.init(reader: reader, temporality: wanted.temporality[instrument.kind])]
    )
  }

  private func limit(
    _ instrument: InstrumentDescriptor,
    _ stream: StreamConfiguration,
    _ reader: MetricReaderOptions
  ) -> Int {
    let chosen = stream.cardinalityLimit ?? reader.cardinalityLimits[instrument.kind] ?? cardinalityLimit
    return min(max(chosen, 1), Self.maximumLimit)
  }

  /// A view's choice of buckets makes the program's advice void; a reader's does not (M-57).
  private func aggregation(
    _ instrument: InstrumentDescriptor,
    _ stream: StreamConfiguration,
    _ reader: MetricReaderOptions
  ) -> ResolvedAggregation? {
    if stream.aggregation != .default {
      return ResolvedAggregation(stream.aggregation, of: instrument, advice: nil)
    }
    let wanted = reader.aggregation(instrument.kind)
    let chosen = wanted.suits(instrument.kind) ? wanted : .default
    return ResolvedAggregation(chosen, of: instrument, advice: instrument.boundaries)
  }
}
