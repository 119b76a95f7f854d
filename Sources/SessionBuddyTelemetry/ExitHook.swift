import Surroundings
import Synchronization

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// What is done when the process ends by `exit` or by leaving `main`, without a shutdown: what waits goes to the spool.
///
/// Nothing is sent and nobody is waited for but the disk. Where there is no spool there is no hook either.
enum ExitHook {
  private struct Guarded {
    weak var telemetry: SessionTelemetry?
  }

  private struct State {
    var guarded: [Guarded] = []
    /// The process that asked for the hook; a forked child that ends is not it.
    var process: Int32?
  }

  private static let state = Mutex(State())

  /// Stores what `telemetry` holds when the process ends.
  static func watch(_ telemetry: SessionTelemetry) {
    let isFirst = state.withLock { state in
      state.guarded.removeAll { $0.telemetry == nil }
      state.guarded.append(Guarded(telemetry: telemetry))
      defer { state.process = HostSystem.processID }
      return state.process == nil
    }
    if isFirst { atexit { ExitHook.run() } }
  }

  private static func run() {
    // Never waits: whoever holds the lock may be a thread that a fork has left behind.
    let guarded = state.withLockIfAvailable { $0.process == HostSystem.processID ? $0.guarded : [] }
    for one in guarded ?? [] { one.telemetry?.storeRest() }
  }
}
