import CTelemetry

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// The process in which something was made.
///
/// A forked child has a copy of everything and none of the threads: locks that they held stay locked for ever, and the sockets are
/// those of the parent. So whatever the parent made does nothing there, which this tells for the price of reading a variable.
package struct ProcessOrigin: Sendable {
  private let forks: Int32

  /// The process that runs now.
  package init() {
    _ = Self.hook
    forks = ctelemetry_fork_count_get()
  }

  /// Whether this is still that process, and not a forked child of it.
  @inline(__always)
  package var isHere: Bool { forks == ctelemetry_fork_count_get() }

  /// What is done in a forked child before `fork` returns there: nothing that takes a lock.
  static let hook: Void = {
    pthread_atfork(nil, nil) {
      ctelemetry_fork_count_add()
      ThreadSlots.reseed()
      MeterSwitch.turnAllOff()
    }
  }()
}
