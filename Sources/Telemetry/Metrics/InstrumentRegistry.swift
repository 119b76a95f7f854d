import Synchronization

/// The instruments of one scope, so that the same instrument asked for twice feeds the same series.
final class InstrumentRegistry: Sendable {
  private struct State {
    var instruments: [InstrumentDescriptor.Identity: InstrumentCore] = [:]
    var observables: [InstrumentDescriptor.Identity: ObservableCore] = [:]
    /// The first instrument of each name, in lower case.
    var first: [String: InstrumentDescriptor] = [:]
    /// Which streams there are, by their name in lower case.
    var streams: [String: StreamIdentity] = [:]
  }

  let scope: InstrumentationScope
  let meter: MeterSwitch
  let collector: MetricCollector
  let options: MeterProvider.Options
  private let planner: StreamPlanner
  private let gate: ExemplarGate?
  private let state = Mutex(State())

  init(
    scope: InstrumentationScope, collector: MetricCollector, options: MeterProvider.Options,
    meter: MeterSwitch
  ) {
    self.scope = scope
    self.collector = collector
    self.options = options
    self.meter = meter
    planner = StreamPlanner(
      views: options.views,
      readers: collector.readers,
      audience: collector.audience,
      cardinalityLimit: options.cardinalityLimit
    )
    gate = ExemplarGate(options.exemplarFilter, clock: collector.clock)
  }

  private var diagnostics: Diagnostics { collector.diagnostics }

  /// The instrument that was made of the same description before, or a new one (M-38).
  func instrument(_ descriptor: InstrumentDescriptor) -> InstrumentCore {
    let (core, reports) = state.withLock { state in
      let (descriptor, reports) = register(descriptor, &state)
      if let known = state.instruments[descriptor.identity] {
        return (known, reports + known.descriptor.differences(from: descriptor))
      }
      let (plans, planReports) = plans(for: descriptor, &state)
      let streams = plans.map { plan in
        SynchronousStream(storage(plan), plan, idleTimeout: options.idleTimeout)
      }
      let new = InstrumentCore(
        descriptor,
        storages: streams.map(\.storage),
        meter: meter,
        exemplars: gate,
        diagnostics: diagnostics
      )
      state.instruments[descriptor.identity] = new
      collector.add(streams, of: scope)
      return (new, reports + planReports)
    }
    for report in reports { diagnostics.reportOnce(report.key, report.diagnostic) }
    return core
  }

  /// The observable instrument that was made of the same description before, or a new one (M-38).
  func observable(_ descriptor: InstrumentDescriptor) -> ObservableCore {
    let (core, reports) = state.withLock { state in
      let (descriptor, reports) = register(descriptor, &state)
      if let known = state.observables[descriptor.identity] {
        return (known, reports + known.descriptor.differences(from: descriptor))
      }
      let (plans, planReports) = plans(for: descriptor, &state)
      let created = collector.clock.now
      let streams = plans.map { ObservableStream($0, created: created, diagnostics: diagnostics) }
      let new = ObservableCore(
        descriptor,
        streams: streams,
        scope: scope,
        meter: meter,
        diagnostics: diagnostics
      )
      state.observables[descriptor.identity] = new
      collector.add(streams, of: scope)
      return (new, reports + planReports)
    }
    for report in reports { diagnostics.reportOnce(report.key, report.diagnostic) }
    return core
  }

  /// The instrument in the spelling of the first of its name, and what is to be told about it.
  private func register(
    _ descriptor: InstrumentDescriptor,
    _ state: inout State
  ) -> (InstrumentDescriptor, [RegistrationReport]) {
    guard descriptor.hasValidName else { return (descriptor, [.badName(descriptor)]) }
    let key = descriptor.name.lowercased()
    guard let first = state.first[key] else {
      state.first[key] = descriptor
      return (descriptor, [])
    }
    let isRespelled = first.name != descriptor.name
    return (descriptor.named(first.name), isRespelled ? [.otherSpelling(first, descriptor)] : [])
  }

  private func plans(
    for descriptor: InstrumentDescriptor,
    _ state: inout State
  ) -> ([StreamPlan], [RegistrationReport]) {
    guard descriptor.hasValidName else { return ([], []) }
    let (plans, unsuitable) = planner.plans(for: descriptor, of: scope)
    var reports = unsuitable.map { RegistrationReport.unsuitableView($0, descriptor) }
    for plan in plans {
      let identity = StreamIdentity(plan, descriptor)
      let key = plan.name.lowercased()
      if let first = state.streams[key] {
        if let report = RegistrationReport.conflict(first, identity) { reports.append(report) }
      } else {
        state.streams[key] = identity
      }
    }
    return (plans, reports)
  }

  private func storage(_ plan: StreamPlan) -> SeriesStorage {
    let exemplars = gate.map { _ in
      ExemplarStore(
        plan.reservoir ?? ExemplarReservoirFactory(for: plan.aggregation),
        filter: plan.filter,
        limit: plan.limit + 1
      )
    }
    return SeriesStorage(
      CellKind(plan.aggregation, isFloatingPoint: plan.isFloatingPoint),
      options: .init(name: plan.name, limit: plan.limit, filter: plan.filter, exemplars: exemplars),
      phase: collector.phase,
      clock: collector.clock,
      diagnostics: diagnostics
    )
  }
}
