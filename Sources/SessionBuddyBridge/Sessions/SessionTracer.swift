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
  private static let maximumOperationLength = 64

  let spans: SessionSpans
  let table: SessionTable
  let diagnostics: Diagnostics
  private let operations = Mutex<Set<String>>([])

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
    let start = table.start(identity) {
      SessionTrace(id, identity, earlier: $0, spans, in: table)
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

// MARK: - Work of other services

extension SessionTracer {
  /// Starts a span for `operation`, in the current trace or one of its own, that links to the session.
  package func continueSession(
    id: String,
    operation: String,
    taskClass: TaskClass?,
    selector: String?
  ) -> SessionContinuation {
    let operation = name(of: operation)
    var pairs: [(String, AttributeValue)] = [
      (SessionKey.operation, .string(operation)), (SessionKey.service, .string(spans.service)),
    ]
    pairs += SessionSpans.classification(taskClass, selector)
    var links: [SpanLink] = []
    if !id.isEmpty {
      pairs.append((SessionKey.linked, .string(Labels.identifier(id))))
      let identity = SessionIdentity(of: id)
      links.append(SpanLink(context: table.open(identity)?.context ?? identity.context))
    }
    let start = WorkStart(spans.clock)
    let span = spans.tracer.startSpan(
      SessionKey.continuation + operation, attributes: AttributeSet(pairs), links: links, at: start.time)
    return SessionContinuation(span, start, spans.clock)
  }

  /// Runs `body` in such a span; an error that it throws is its outcome.
  package func continueSession<Output, Failure: Error>(
    id: String,
    operation: String,
    taskClass: TaskClass?,
    selector: String?,
    _ body: (Span) throws(Failure) -> Output
  ) throws(Failure) -> Output {
    let work = continueSession(id: id, operation: operation, taskClass: taskClass, selector: selector)
    do throws(Failure) {
      let output = try spans.run(in: work.span, body)
      work.end(.success)
      return output
    } catch {
      work.endNoted()
      throw error
    }
  }

  /// Runs `body` in such a span, across suspensions and child tasks.
  package func continueSession<Output>(
    id: String,
    operation: String,
    taskClass: TaskClass?,
    selector: String?,
    isolation: isolated (any Actor)?,
    _ body: (Span) async throws -> Output
  ) async throws -> Output {
    let work = continueSession(id: id, operation: operation, taskClass: taskClass, selector: selector)
    do {
      let output = try await spans.run(in: work.span, isolation: isolation, body)
      work.end(.success)
      return output
    } catch {
      work.endNoted()
      throw error
    }
  }

  /// `operation` as a part of a span's name: ASCII letters, digits, `_`, `-` and `.`, at most 64 of them, and at most
  /// ``maximumOperations`` different ones.
  private func name(of operation: String) -> String {
    let bytes = operation.utf8.prefix(Self.maximumOperationLength).map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
        byte
      default: UInt8(ascii: "_")
      }
    }
    guard !bytes.isEmpty else { return Labels.unknown }
    let name = String(decoding: bytes, as: UTF8.self)
    let isKnown = operations.withLock { known in
      guard known.count < Self.maximumOperations else { return known.contains(name) }
      known.insert(name)
      return true
    }
    if isKnown { return name }
    let text =
      "more than \(Self.maximumOperations) different operations continue sessions: further ones are called \(Labels.other)"
    diagnostics.reportOnce("session:operations", Diagnostic(.warning, text))
    return Labels.other
  }
}
