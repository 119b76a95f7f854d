#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A flag one thread raises and another sleeps on.
///
/// Raising is remembered: a signal raised before the wait ends that wait at once. One wait lowers the flag.
@safe public final class Signal: Sendable {
  // POSIX wants these at one address for life, which a class's stored properties do not promise.
  private nonisolated(unsafe) let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private nonisolated(unsafe) let condition: UnsafeMutablePointer<pthread_cond_t>
  private nonisolated(unsafe) let raised: UnsafeMutablePointer<Bool>

  /// A signal that nobody has raised yet.
  public init() {
    unsafe mutex = .allocate(capacity: 1)
    unsafe condition = .allocate(capacity: 1)
    unsafe raised = .allocate(capacity: 1)
    unsafe raised.initialize(to: false)
    unsafe pthread_mutex_init(mutex, nil)
    #if canImport(Darwin)
      unsafe pthread_cond_init(condition, nil)
    #else
      var attributes = pthread_condattr_t()
      unsafe pthread_condattr_init(&attributes)
      unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      unsafe pthread_cond_init(condition, &attributes)
      unsafe pthread_condattr_destroy(&attributes)
    #endif
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe pthread_mutex_destroy(mutex)
    unsafe condition.deallocate()
    unsafe mutex.deallocate()
    unsafe raised.deallocate()
  }

  /// Ends the current or the next wait.
  public func raise() {
    unsafe pthread_mutex_lock(mutex)
    unsafe raised.pointee = true
    unsafe pthread_cond_signal(condition)
    unsafe pthread_mutex_unlock(mutex)
  }

  /// Sleeps until the signal is raised or `timeout` of machine time has passed; may return early.
  public func wait(atMost timeout: Duration) {
    unsafe pthread_mutex_lock(mutex)
    if unsafe !raised.pointee {
      // A year is for ever here, and keeps the arithmetic below far from overflow.
      let nanoseconds = min(max(timeout.wholeNanoseconds, 0), 31_536_000_000_000_000)
      waitOnce(nanoseconds)
    }
    unsafe raised.pointee = false
    unsafe pthread_mutex_unlock(mutex)
  }

  /// Releases the mutex and sleeps, once.
  private func waitOnce(_ nanoseconds: Int64) {
    #if canImport(Darwin)
      var interval = timespec(
        tv_sec: Int(nanoseconds / 1_000_000_000),
        tv_nsec: Int(nanoseconds % 1_000_000_000)
      )
      _ = unsafe pthread_cond_timedwait_relative_np(condition, mutex, &interval)
    #else
      var end = timespec()
      _ = unsafe clock_gettime(CLOCK_MONOTONIC, &end)
      let fraction = Int64(end.tv_nsec) + nanoseconds % 1_000_000_000
      end.tv_sec += Int(nanoseconds / 1_000_000_000 + fraction / 1_000_000_000)
      end.tv_nsec = Int(fraction % 1_000_000_000)
      _ = unsafe pthread_cond_timedwait(condition, mutex, &end)
    #endif
  }
}
