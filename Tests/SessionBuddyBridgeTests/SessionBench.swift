import SessionBuddyBridge
import Synchronization
import Telemetry
import TelemetryTesting

/// Sessions with a clock of their own, and every span that ended.
struct SessionBench {
  static let ulid = "01M7W918A5QKFBF5KZNWJ47TAN"

  let clock = ManualClock()
  let sessions: SessionTracer
  let tracer: Tracer
  let provider: TracerProvider
  private let recorder = SpanRecorder()
  private let told = Messages()

  init(
    _ options: BridgeOptions = BridgeOptions(),
    sampler: any Sampler = ParentBasedSampler(root: AlwaysOnSampler()),
    maximumOpen: Int = SessionTracer.maximumOpen
  ) {
    var choices = TracerProvider.Options()
    choices.sampler = sampler
    provider = TracerProvider(resource: Resource(), processors: [recorder], options: choices, clock: clock)
    tracer = provider.tracer(named: "session_buddy")
    sessions = SessionTracer(
      tracer: tracer, service: "ledger", options: options, clock: clock, diagnostics: told.diagnostics,
      maximumOpen: maximumOpen)
  }

  func start(_ id: String = ulid, _ path: String = "/src/ledger") -> SessionTrace {
    sessions.startSession(id: id, projectPath: path, taskClass: nil, selector: nil)
  }

  func work(_ id: String = ulid, _ operation: String = "route_task") -> SessionContinuation {
    sessions.continueSession(id: id, operation: operation, taskClass: nil, selector: nil)
  }

  /// The spans that ended, in that order.
  var spans: [SpanData] { recorder.finished.withLock { $0.map(\.data) } }
  /// How many spans began.
  var started: Int { recorder.started.load(ordering: .relaxed) }
  /// What the program was told.
  var messages: [String] { told.all }
}

private final class SpanRecorder: SpanProcessor {
  let finished = Mutex<[FinishedSpan]>([])
  let started = Atomic(0)

  func onStart(_ span: Span, in context: Context) { started.add(1, ordering: .relaxed) }
  func onEnd(_ span: FinishedSpan) { finished.withLock { $0.append(span) } }
  func flush(until deadline: Instant) -> Bool { true }
  func shutdown(until deadline: Instant) -> Bool { true }
}

private final class Messages: Sendable {
  private let messages = Mutex<[String]>([])

  var all: [String] { messages.withLock { $0 } }
  var diagnostics: Diagnostics { Diagnostics { one in self.messages.withLock { $0.append(one.message) } } }
}
