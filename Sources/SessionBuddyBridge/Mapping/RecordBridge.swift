import Synchronization
public import Telemetry

/// Turns Session-Buddy's records into the metrics of the ``InstrumentCatalogue``.
///
/// Recording is safe from any thread and never throws, waits for an export or prints. What a record holds that
/// cannot be true is left out and counted (``BridgeLedger``); what was recorded before is not counted again.
///
/// ```swift
/// let bridge = RecordBridge(meter: provider.meter(named: "session_buddy"))
/// bridge.record(session)
/// ```
///
/// Nothing is locked while instruments are used, so a handler of diagnostics may itself record into the bridge.
///
/// Memory is bounded however much is recorded: 10 MB for the last 131,072 to 262,144 activity events, 6 MB for
/// the last 32,768 to 65,536 sessions, and a few MB for projects, searches and attribute sets. 100,000 events and
/// 10,000 sessions of 50 projects were seen to need 6 MB in all.
public final class RecordBridge: Sendable {
  private let sessions: SessionRecorder
  private let interactions: InteractionRecorder
  private let activity: ActivityRecorder
  private let book = Mutex(BridgeLedger())

  /// A bridge whose instruments `meter` makes; give each meter one bridge, so that nothing is counted twice.
  public init(meter: Meter, options: BridgeOptions = BridgeOptions()) {
    let labels = Labels(options)
    sessions = SessionRecorder(meter, labels, cardinalityLimit: options.cardinalityLimit)
    interactions = InteractionRecorder(meter)
    activity = ActivityRecorder(meter, labels)
  }

  /// Records a session: once as a session, and each of its numbers as far as it grew since it was last seen.
  ///
  /// A session that has ended is final; one without an id is invalid, since it cannot be counted once.
  public func record(_ session: SessionMetrics) {
    guard !session.sessionID.isEmpty else { return noteInvalid() }
    let (isNew, dropped) = sessions.record(session)
    enter(dropped) { book in
      if isNew { book.sessions += 1 } else { book.duplicates += 1 }
    }
  }

  /// Records what became of a search result.
  public func record(_ interaction: ResultInteraction) {
    enter(interactions.record(interaction)) { $0.interactions += 1 }
  }

  /// Records an activity event, unless the same one was recorded before.
  public func record(_ event: ActivityEvent) {
    let isNew = activity.record(event)
    enter([:]) { book in
      if isNew { book.activityEvents += 1 } else { book.duplicates += 1 }
    }
  }

  /// Counts something that should have been a record but could not be read as one.
  public func noteInvalid() {
    enter([:]) { $0.invalid += 1 }
  }

  /// What became of everything recorded so far.
  public func ledger() -> BridgeLedger {
    book.withLock { $0 }
  }

  private func enter(_ dropped: [DroppedValueReason: Int], _ count: (inout BridgeLedger) -> Void) {
    book.withLock { book in
      count(&book)
      for (reason, values) in dropped { book.droppedValues[reason, default: 0] += values }
    }
  }
}
