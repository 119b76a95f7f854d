import Synchronization

/// The instruments of one scope, so that the same instrument asked for twice feeds the same series.
///
/// Views and readers are asked outside the lock: they may be the program's own code, and make instruments in turn.
final class InstrumentRegistry: Sendable {
  private struct State {
    var instruments: [InstrumentDescriptor.Identity: InstrumentCore] = [:]
    var observables: [InstrumentDescriptor.Identity: ObservableCore] = [:]
    /// The first spelling of each name, by the name in lower case.
    var spellings: [String: String] = [:]
    var streams = StreamBook()
  }

  let scope: InstrumentationScope
  let meter: MeterSwitch
  let collector: MetricCollector
  private let idleTimeout: Duration
  private let planner: StreamPlanner
  private let gate: ExemplarGate?
  private let state = Mutex(State())

  init(
    scope: InstrumentationScope,
    collector: MetricCollector,
    options: MeterProvider.Options,
    meter: MeterSwitch
  ) {
    self.scope = scope
    self.collector = collector
    self.meter = meter
    idleTimeout = options.idleTimeout
    planner = StreamPlanner(
      views: options.views,
      readers: collector.readers,
      audience: collector.audience,
      cardinalityLimit: options.cardinalityLimit
    )
    gate = ExemplarGate(options.exemplarFilter, clock: collector.clock)
  }

  /// The instrument that was made of the same description before, or a new one (M-38).
  func instrument(_ asked: InstrumentDescriptor) -> InstrumentCore {
    let descriptor = spelledFirst(asked)
    if let known = state.withLock({ $0.instruments[descriptor.identity] }) {
      if known.descriptor.isAdvised(otherThan: descriptor) { tell([.otherAdvice(descriptor)]) }
      return known
    }
    let plans = plans(for: descriptor)
    let (core, reports) = state.withLock { state in
      // Somebody else may have made it meanwhile.
      if let known = state.instruments[descriptor.identity] { return (known, [RegistrationReport]()) }
      let (streams, reports) = streams(of: descriptor, plans, &state.streams) { plan in
        SynchronousStream(storage(plan), plan, idleTimeout: idleTimeout)
      }
      let core = InstrumentCore(
        descriptor,
        storages: streams.map(\.storage),
        meter: meter,
        exemplars: gate,
        diagnostics: collector.diagnostics
      )
      state.instruments[descriptor.identity] = core
      return (core, reports)
    }
    tell(reports)
    return core
  }

  /// The observable instrument that was made of the same description before, or a new one (M-38).
  func observable(_ asked: InstrumentDescriptor) -> ObservableCore {
    let descriptor = spelledFirst(asked)
    if let known = state.withLock({ $0.observables[descriptor.identity] }) {
      if known.descriptor.isAdvised(otherThan: descriptor) { tell([.otherAdvice(descriptor)]) }
      return known
    }
    let plans = plans(for: descriptor)
    let created = collector.clock.now
    let (core, reports) = state.withLock { state in
      // Somebody else may have made it meanwhile.
      if let known = state.observables[descriptor.identity] { return (known, [RegistrationReport]()) }
      let (streams, reports) = streams(of: descriptor, plans, &state.streams) { plan in
        ObservableStream(plan, created: created, diagnostics: collector.diagnostics)
      }
      let core = ObservableCore(
        descriptor, streams: streams, meter: meter, diagnostics: collector.diagnostics)
      state.observables[descriptor.identity] = core
      return (core, reports)
    }
    tell(reports)
    return core
  }

  // MARK: Making one

  /// The instrument in the spelling of the first of its name (M-39).
  private func spelledFirst(_ descriptor: InstrumentDescriptor) -> InstrumentDescriptor {
    guard descriptor.hasValidName else {
      tell([.badName(descriptor)])
      return descriptor
    }
    let first = state.withLock { state in
      let key = descriptor.name.lowercased()
      let first = state.spellings[key] ?? descriptor.name
      state.spellings[key] = first
      return first
    }
    if first == descriptor.name { return descriptor }
    tell([.otherSpelling(first, descriptor)])
    return descriptor.named(first)
  }

  private func plans(for descriptor: InstrumentDescriptor) -> [StreamPlan] {
    guard descriptor.hasValidName else { return [] }
    let (plans, unsuitable) = planner.plans(for: descriptor, of: scope)
    tell(unsuitable.map { .unsuitableView($0, descriptor) })
    return plans
  }

  /// The streams of a new instrument, made by `make` but where it shares those of another.
  private func streams<Stream: MetricStream>(
    of descriptor: InstrumentDescriptor,
    _ plans: [StreamPlan],
    _ book: inout StreamBook,
    _ make: (StreamPlan) -> Stream
  ) -> ([Stream], [RegistrationReport]) {
    var (streams, new, reports) = ([Stream](), [Stream](), [RegistrationReport]())
    for plan in plans {
      let identity = StreamIdentity(plan, descriptor)
      if let report = book.conflict(of: identity) { reports.append(report) }
      if let known = book.stream(of: identity, as: Stream.self) {
        streams.append(known)
        continue
      }
      let stream = make(plan)
      book.add(stream, of: identity)
      streams.append(stream)
      new.append(stream)
    }
    collector.add(new, of: scope, meter)
    return (streams, reports)
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
      options: .init(
        name: plan.name, meter: scope.name, limit: plan.limit, filter: plan.filter, exemplars: exemplars),
      phase: collector.phase,
      clock: collector.clock,
      diagnostics: collector.diagnostics
    )
  }

  // MARK: Telling

  /// Tells that advised bounds are none.
  func reportBadBoundaries(_ values: [Double], of name: String) {
    tell([.badBoundaries(values, name)])
  }

  private func tell(_ reports: [RegistrationReport]) {
    for report in reports {
      collector.diagnostics.reportOnce("\(report.key) of \(scope.name.quotable)", report.diagnostic)
    }
  }
}
