import Synchronization
import Telemetry

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// SIGINT and SIGTERM as something a command waits for, instead of something that ends it anywhere.
///
/// Make one before any other thread exists: threads inherit that the signals are blocked, so that they reach
/// only the thread that waits for them. A second signal ends the process at once.
final class StopSignals: Sendable {
  private let alarm = Signal()
  private let isRaised = Atomic<Bool>(false)

  init() {
    let signals = Self.set()
    _ = unsafe withUnsafePointer(to: signals) { unsafe pthread_sigmask(SIG_BLOCK, $0, nil) }
    _ = WorkerThread.start(named: "signals") { [self] in
      while true {
        var received: CInt = 0
        guard unsafe (withUnsafePointer(to: signals) { unsafe sigwait($0, &received) }) == 0 else { continue }
        if isRaised.load(ordering: .relaxed) { _exit(128 + received) }
        stop()
      }
    }
  }

  /// Whether it is time to end.
  var isStopping: Bool { isRaised.load(ordering: .acquiring) }

  /// Acts as if a signal had come.
  func stop() {
    isRaised.store(true, ordering: .releasing)
    alarm.raise()
  }

  /// Sleeps until a signal comes, or for `duration`; whether it is time to end.
  func wait(atMost duration: Duration) -> Bool {
    if !isStopping { alarm.wait(atMost: duration) }
    return isStopping
  }

  /// Sleeps until a signal comes.
  func wait() {
    while !wait(atMost: .seconds(3_600)) {}
  }

  private static func set() -> sigset_t {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    unsafe sigaddset(&signals, SIGTERM)
    return signals
  }
}
