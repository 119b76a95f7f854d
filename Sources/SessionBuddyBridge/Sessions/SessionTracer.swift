import Synchronization
package import Telemetry

/// Makes the spans of sessions, and knows which are open.
///
/// Memory is bounded: ``maximumOpen`` open sessions, about 4 MB for those that ended, and ``maximumOperations`` names.
package final class SessionTracer: Sendable {
  /// How many sessions may be open; one more ends the oldest as ``SessionOutcome/abandoned``.
  package static let maximumOpen = 1_024
  /// How many names of operations become names of spans; further ones are called ``Labels/other``.
  package static let maximumOperations = 128

  let spans: SessionSpans
  let table: SessionTable
  let diagnostics: Diagnostics
  let operations = Mutex<Set<String>>([])

  /// The sessions of `service`, whose spans `tracer` makes.
  package init(
    tracer: Tracer,
    service: String,
    options: BridgeOptions = BridgeOptions(),
    clock: any TelemetryClock = SystemClock(),
    diagnostics: Diagnostics = Diagnostics(),
    maximumOpen: Int = maximumOpen
  ) {
    spans = SessionSpans(
      tracer: tracer, clock: clock, labels: Labels(options), service: service,
      showsErrorText: !options.anonymizePaths)
    table = SessionTable(limit: maximumOpen)
    self.diagnostics = diagnostics
  }

  /// How many sessions are open.
  package var openCount: Int { table.count }

  /// Starts the trace of a session, or returns the one that is open.
  package func startSession(
    id: String,
    projectPath: String,
    taskClass: TaskClass?,
    selector: String?
  ) -> SessionTrace {
    guard !id.isEmpty else {
      let text = "a session without an id has no trace: its steps are traces of their own"
      diagnostics.reportOnce("session:no_id", Diagnostic(.warning, text))
      return SessionTrace(without: spans)
    }
    guard spans.tracer.isEnabled else { return SessionTrace(without: spans) }
    let identity = SessionIdentity(of: id)
    let beginning = WorkStart(spans.clock)
    let start = table.start(identity) {
      SessionTrace(id, identity, earlier: $0, from: beginning, spans, in: table)
    }
    if let evicted = start.evicted { abandon(evicted) }
    if start.isNew {
      let project: [(String, AttributeValue)] = [
        (SessionKey.projectPath, .string(spans.labels.project(projectPath)))
      ]
      start.trace.begin(AttributeSet(project + SessionSpans.classification(taskClass, selector)))
    }
    return start.trace
  }

  private func abandon(_ session: SessionTrace) {
    session.end(.abandoned)
    let text =
      "more than \(Self.maximumOpen) sessions are open: the oldest was ended as abandoned; end each that is over"
    diagnostics.reportOnce("session:abandoned", Diagnostic(.warning, text))
  }

  /// Ends every open session as ``SessionOutcome/unfinished``; those that start later are left to who starts them.
  package func shutdown() {
    for session in table.close() { session.end(.unfinished) }
  }
}
