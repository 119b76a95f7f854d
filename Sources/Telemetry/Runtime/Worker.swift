import Synchronization

/// Something the worker does whenever it is due.
package protocol WorkerTask: AnyObject, Sendable {
  /// When it wants to run next; nil for only when somebody else wakes the worker.
  var due: Instant? { get }
  /// Does what is due now. Every wait inside ends when `worker` is told to hurry.
  func run(on worker: Worker)
}

/// The SDK's one thread: it collects, encodes and sends, so that no thread of the program ever does.
///
/// The thread starts with the first task, so a disabled SDK has none. Work handed in with ``perform(until:_:)``
/// runs between tasks, never beside them: collections and exports cannot overlap (M-108).
package final class Worker: Sendable {
  private struct State {
    var tasks: [any WorkerTask] = []
    var jobs: [Job] = []
    var phase = Phase.idle
  }

  /// Work handed in from another thread, which waits for it until `deadline`.
  private struct Job: Sendable {
    let deadline: Instant
    let run: @Sendable () -> Void
  }

  private enum Phase {
    case idle
    case running
    case stopping
    case stopped
  }

  /// Time, and the way to wait.
  package let clock: any TelemetryClock
  /// Raised when the worker has something new to look at.
  package let signal = Signal()
  private let name: String
  private let diagnostics: Diagnostics?
  private let state = Mutex(State())
  private let origin = ProcessOrigin()
  /// Held by whoever does work of this worker without its thread, so that it does not overlap either.
  private let turn = Mutex(())
  /// Which thread holds the turn; zero when none does.
  private let turnHolder = Atomic<UInt>(0)
  private let hurrying = Atomic(false)
  /// Which thread is the worker's; zero when there is none.
  private let threadID = Atomic<UInt>(0)

  package init(
    named name: String = "otel-worker",
    clock: any TelemetryClock,
    diagnostics: Diagnostics? = nil
  ) {
    self.name = name
    self.clock = clock
    self.diagnostics = diagnostics
  }

  /// Whether whoever waits on this worker asks it to stop waiting for others.
  package var isHurrying: Bool { hurrying.load(ordering: .acquiring) }

  /// Whether the calling thread does work of this worker.
  package var isCurrent: Bool {
    let caller = WorkerThread.currentID
    return threadID.load(ordering: .relaxed) == caller || turnHolder.load(ordering: .relaxed) == caller
  }

  /// Whether somebody else waits for the worker: a job, or a task other than this one that is due.
  package func hasWork(besides task: any WorkerTask) -> Bool {
    let others = state.withLock { state in state.jobs.isEmpty ? state.tasks.filter { $0 !== task } : nil }
    guard let others else { return true }
    let now = clock.instant
    return others.contains { ($0.due ?? .distantFuture) <= now }
  }

  /// Adds a task and starts the thread when it is the first.
  package func add(_ task: any WorkerTask) {
    let isFirst = state.withLock { state in
      state.tasks.append(task)
      guard case .idle = state.phase else { return false }
      state.phase = .running
      return true
    }
    if isFirst, !WorkerThread.start(named: name, { self.run() }) {
      state.withLock { $0.phase = .stopped }
      let text = "the system gives no thread: telemetry is only sent by flush and shutdown"
      diagnostics?.report(Diagnostic(.error, text))
    }
    signal.raise()
  }

  /// Runs `body` on the worker and waits for it; nil when it has not finished by `deadline`.
  ///
  /// What has not begun by then is not begun any more, unless it must run `evenLate`. In a forked child, which has no worker,
  /// nothing is.
  package func perform<Result: Sendable>(
    until deadline: Instant,
    evenLate: Bool = false,
    _ body: @escaping @Sendable () -> Result
  ) -> Result? {
    guard origin.isHere else { return nil }
    // Work that asks for more work would wait for itself.
    if isCurrent { return body() }
    let done = Signal()
    let result = Box<Result>()
    let isAccepted = state.withLock { state in
      switch state.phase {
      case .idle, .stopped: return false
      case .running, .stopping: break
      }
      state.jobs.append(
        Job(deadline: evenLate ? .distantFuture : deadline) {
          let value = body()
          result.value.withLock { $0 = value }
          done.raise()
        }
      )
      return true
    }
    guard isAccepted else { return takeTurn(body) }
    signal.raise()
    while true {
      if let value = result.value.withLock({ $0 }) { return value }
      guard clock.instant < deadline else { return nil }
      clock.wait(for: done, until: deadline)
    }
  }

  /// Runs `body` on the calling thread, as the only one that does work of this worker.
  private func takeTurn<Result>(_ body: () -> Result) -> Result {
    turn.withLock { _ in
      turnHolder.store(WorkerThread.currentID, ordering: .relaxed)
      defer { turnHolder.store(0, ordering: .relaxed) }
      return body()
    }
  }

  /// Asks the work under way to give up its waits; stays in force until the worker stops.
  package func hurry() {
    guard origin.isHere else { return }
    hurrying.store(true, ordering: .releasing)
    signal.raise()
  }

  /// Ends the thread after the job or task under way; work handed in later runs on its caller.
  package func stop() {
    guard origin.isHere else { return }
    state.withLock { state in
      if case .running = state.phase { state.phase = .stopping }
      if case .idle = state.phase { state.phase = .stopped }
    }
    signal.raise()
  }

  private func run() {
    threadID.store(WorkerThread.currentID, ordering: .relaxed)
    defer { threadID.store(0, ordering: .relaxed) }
    while let step = nextStep() {
      switch step {
      case .jobs(let jobs): for job in jobs where clock.instant < job.deadline { job.run() }
      case .tasks(let tasks): for task in tasks { task.run(on: self) }
      case .sleep(let deadline): clock.wait(for: signal, until: deadline)
      }
    }
  }

  private enum Step {
    case jobs([Job])
    case tasks([any WorkerTask])
    case sleep(Instant)
  }

  private func nextStep() -> Step? {
    let (jobs, tasks, isOver) = state.withLock { state in
      let jobs = state.jobs
      state.jobs = []
      if jobs.isEmpty, case .stopping = state.phase { state.phase = .stopped }
      if case .stopped = state.phase {
        // The tasks hold on to the worker; letting go of them here is what frees both.
        state.tasks = []
        return (jobs, state.tasks, true)
      }
      return (jobs, state.tasks, false)
    }
    if isOver { return nil }
    if !jobs.isEmpty { return .jobs(jobs) }
    let now = clock.instant
    let dues = tasks.map { (task: $0, due: $0.due ?? .distantFuture) }
    let ready = dues.filter { $0.due <= now }.map(\.task)
    return ready.isEmpty ? .sleep(dues.map(\.due).min() ?? .distantFuture) : .tasks(ready)
  }

  private final class Box<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }
}
