import Synchronization

/// A stream whose measurements are recorded, with everything its readers are owed.
final class SynchronousStream: MetricStream {
  /// One of these has sinks; the others are empty.
  private struct State {
    var numbers: SinkSet<NumberTotal>
    var histograms: SinkSet<HistogramTotal>
    var exponentials: SinkSet<ExponentialTotal>
  }

  let storage: SeriesStorage
  let readers: Set<Int>
  private let aggregation: ResolvedAggregation
  private let state: Mutex<State>

  init(_ storage: SeriesStorage, _ plan: StreamPlan, idleTimeout: Duration) {
    self.storage = storage
    readers = Set(plan.audience.map(\.reader))
    aggregation = plan.aggregation
    let isFloatingPoint = plan.isFloatingPoint
    let created = storage.clock.now
    let number = NumberTotal.Form(isFloatingPoint: isFloatingPoint, isLastValue: aggregation == .lastValue)
    var fields = DistributionFields(of: .histogram, minMax: true)
    var bucketCount = 1
    var shape = ExponentialCell.Shape(maximumSize: 2, maximumScale: 0)
    var sinks = (
      numbers: plan.audience, histograms: [StreamPlan.Audience](), exponentials: [StreamPlan.Audience]()
    )
    switch aggregation {
    case .sum, .lastValue: break
    case .histogram(let boundaries, let chosen):
      (bucketCount, fields) = (boundaries.values.count + 1, chosen)
      sinks = ([], plan.audience, [])
    case .exponentialHistogram(let size, let scale, let chosen):
      (shape, fields) = (.init(maximumSize: size, maximumScale: scale), chosen)
      sinks = ([], [], plan.audience)
    }
    state = Mutex(
      State(
        numbers: SinkSet(number, sinks.numbers, plan, created, idleTimeout),
        histograms: SinkSet(
          .init(bucketCount: bucketCount, fields: fields), sinks.histograms, plan, created, idleTimeout),
        exponentials: SinkSet(
          .init(shape: shape, fields: fields), sinks.exponentials, plan, created, idleTimeout)
      )
    )
  }

  func describe(as description: String) {
    state.withLock { state in
      state.numbers.describe(as: description)
      state.histograms.describe(as: description)
      state.exponentials.describe(as: description)
    }
  }

  func prepare(_ late: LateThreads, at time: CollectionTime) {
    state.withLock { state in
      switch aggregation {
      case .sum, .lastValue: state.numbers.prepare(storage, late, time)
      case .histogram: state.histograms.prepare(storage, late, time)
      case .exponentialHistogram: state.exponentials.prepare(storage, late, time)
      }
    }
  }

  func drain(closed: Int, stragglers: GracePeriod.Stragglers, at time: CollectionTime) {
    state.withLock { state in
      switch aggregation {
      case .sum, .lastValue: state.numbers.drain(storage, closed, stragglers, time)
      case .histogram: state.histograms.drain(storage, closed, stragglers, time)
      case .exponentialHistogram: state.exponentials.drain(storage, closed, stragglers, time)
      }
    }
  }

  func show<Visitor: MetricVisitor & ~Copyable>(
    to reader: Int,
    at time: CollectionTime,
    _ visitor: inout Visitor
  ) {
    state.withLock { state in
      switch aggregation {
      case .sum, .lastValue: state.numbers.show(to: reader, storage, time, &visitor)
      case .histogram: state.histograms.show(to: reader, storage, time, &visitor)
      case .exponentialHistogram: state.exponentials.show(to: reader, storage, time, &visitor)
      }
    }
  }
}
