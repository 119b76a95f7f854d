import CSignals
import Synchronization
import Telemetry

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

extension SessionTelemetry {
  /// Shuts down when the process is asked to end by SIGTERM or SIGINT, and then lets the signal do what it would have done.
  ///
  /// Nothing of this happens unless it is called: signals belong to the program. One that the program ignores stays ignored,
  /// and a handler that it had before runs after the shutdown, about `otel_shutdown_timeout_seconds` later at most; one that is
  /// installed afterwards replaces this. A second signal acts at once. Services that use swift-service-lifecycle have
  /// `ServiceLifecycleAdapter` instead.
  ///
  /// ```swift
  /// let telemetry = try SessionTelemetry.start(settingsAt: "settings/session-buddy.yaml")
  /// telemetry.shutdownOnTermination()
  /// ```
  ///
  /// - Returns: Whether the signals are watched; false when the system has no pipe or thread to give.
  @discardableResult
  public func shutdownOnTermination() -> Bool {
    TerminationSignals.watch(for: self)
  }
}

/// The thread that waits for the signals, one for all telemetry of the process.
private enum TerminationSignals {
  private struct Listener {
    weak var telemetry: SessionTelemetry?
  }

  private struct State {
    var listeners: [Listener] = []
    /// Where the handler writes; nil until somebody wants to know.
    var descriptor: CInt?
  }

  private static let signals = [SIGTERM, SIGINT]
  private static let state = Mutex(State())

  static func watch(for telemetry: SessionTelemetry) -> Bool {
    state.withLock { state in
      state.listeners.removeAll { $0.telemetry == nil }
      state.listeners.append(Listener(telemetry: telemetry))
      if state.descriptor == nil { state.descriptor = startThread() }
      guard let descriptor = state.descriptor else { return false }
      return signals.allSatisfy { csignals_watch($0, descriptor) >= 0 }
    }
  }

  /// Starts the thread and returns what it reads from, at its other end.
  private static func startThread() -> CInt? {
    var ends: [CInt] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // The handler must never wait for the thread.
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    let reading = ends[0]
    guard WorkerThread.start(named: "otel-signals", { listen(to: reading) }) else { return nil }
    return ends[1]
  }

  private static func listen(to descriptor: CInt) {
    var number: UInt8 = 0
    while true {
      let count = unsafe read(descriptor, &number, 1)
      if count == 1 { act(on: CInt(number)) } else if count == 0 || errno != EINTR { return }
    }
  }

  private static func act(on number: CInt) {
    // From here on another signal acts at once.
    for signal in signals { csignals_release(signal) }
    for listener in state.withLock({ $0.listeners }) { listener.telemetry?.shutdown() }
    kill(getpid(), number)
  }
}
