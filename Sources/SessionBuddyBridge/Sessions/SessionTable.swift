import Synchronization
import Telemetry

/// The sessions that are open, and those that were.
final class SessionTable: Sendable {
  /// At least so many of the latest sessions are recognised when they come again.
  static let rememberedSessions = 32_768

  /// How many ended sessions wait in the order of starts until it is tidied up.
  fileprivate static let spareOrder = 64

  fileprivate struct Entry {
    let number: UInt64
    let trace: SessionTrace
  }

  fileprivate struct State {
    var open: [TraceID: Entry] = [:]
    /// Which was started when; some of them are open no more.
    var order: [(number: UInt64, id: TraceID)] = []
    /// Whether the roots of ended sessions were sampled.
    var ended = RecentMap<TraceID, TraceFlags>(generation: rememberedSessions)
    var started: UInt64 = 0
    var isClosed = false
  }

  /// What came of a start.
  struct Start {
    let trace: SessionTrace
    /// Whether the trace has still to begin.
    let isNew: Bool
    /// The session that has to make room.
    var evicted: SessionTrace?
  }

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) {
    self.limit = limit
  }

  /// The open session called so, or the one that `make` makes; it is given the root of one that ended before.
  ///
  /// Once the table is closed a new one is not entered: nobody would end it.
  func start(_ identity: SessionIdentity, _ make: (SpanContext?) -> SessionTrace) -> Start {
    state.withLock { state in
      let known = state.open[identity.traceID]?.trace
      if let known, !known.hasEnded { return Start(trace: known, isNew: false) }
      // One that has ended but for its removal counts as ended.
      let flags = known?.context.flags ?? state.ended[identity.traceID]
      let trace = make(flags.map { identity.root(flags: $0) })
      guard !state.isClosed else { return Start(trace: trace, isNew: true) }
      state.enter(trace)
      return Start(trace: trace, isNew: true, evicted: state.open.count > limit ? state.evict() : nil)
    }
  }

  /// The open session called so.
  func open(_ identity: SessionIdentity) -> SessionTrace? {
    state.withLock { $0.open[identity.traceID]?.trace }
  }

  /// Whether a session called so, whose root is to be made at once, is new; it is remembered as ended either way.
  func claim(_ identity: SessionIdentity) -> Bool {
    state.withLock { state in
      guard state.open[identity.traceID] == nil, state.ended[identity.traceID] == nil else { return false }
      state.ended.remember([], for: identity.traceID)
      return true
    }
  }

  /// Notes that `trace` ended, and its `root`.
  func remove(_ trace: SessionTrace, _ root: SpanContext) {
    state.withLock { state in
      let id = trace.identity.traceID
      if state.open[id]?.trace === trace { state.open[id] = nil }
      state.ended.remember(root.flags, for: id)
    }
  }

  /// Notes the root of a session that was claimed.
  func noteRoot(_ root: SpanContext) {
    state.withLock { $0.ended.remember(root.flags, for: root.traceID) }
  }

  /// Takes in no more, and gives out the open ones in the order they were started.
  func close() -> [SessionTrace] {
    state.withLock { state in
      state.isClosed = true
      defer { (state.open, state.order) = ([:], []) }
      return state.open.values.sorted { $0.number < $1.number }.map(\.trace)
    }
  }

  /// How many sessions are open.
  var count: Int { state.withLock { $0.open.count } }
}

extension SessionIdentity {
  /// The root span as the process knows it that made it.
  fileprivate func root(flags: TraceFlags) -> SpanContext {
    SpanContext(traceID: traceID, spanID: spanID, flags: flags)
  }
}

extension SessionTable.State {
  fileprivate mutating func enter(_ trace: SessionTrace) {
    let id = trace.identity.traceID
    open[id] = SessionTable.Entry(number: started, trace: trace)
    order.append((started, id))
    started &+= 1
    guard order.count > 2 * open.count + SessionTable.spareOrder else { return }
    order.removeAll { open[$0.id]?.number != $0.number }
  }

  /// Takes out the session that was started first.
  fileprivate mutating func evict() -> SessionTrace? {
    guard let index = order.firstIndex(where: { open[$0.id]?.number == $0.number }) else { return nil }
    let oldest = order[index].id
    order.removeFirst(index + 1)
    let trace = open.removeValue(forKey: oldest)?.trace
    // At once, so that nobody makes its root a second time before it has ended.
    if let trace { ended.remember(trace.context.flags, for: oldest) }
    return trace
  }
}
