import Synchronization

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A lock for a few stores to memory that hardly ever two threads want at once.
///
/// It takes one locked instruction where a `Mutex` takes two, since nobody has to be woken: who finds it held looks again
/// after a while. Under it nothing waits and nothing is called that could.
struct BriefLock: ~Copyable {
  private let isHeld = Atomic(false)

  @inline(__always)
  borrowing func withLock<Result>(_ body: () -> Result) -> Result {
    if isHeld.exchange(true, ordering: .acquiring) { wait() }
    defer { isHeld.store(false, ordering: .releasing) }
    return body()
  }

  /// Gives way more and more: in the end even a holder of less priority gets the processor.
  @inline(never)
  private borrowing func wait() {
    var attempts = 0
    while isHeld.load(ordering: .relaxed) || isHeld.exchange(true, ordering: .acquiring) {
      attempts &+= 1
      if attempts < 100 {
        sched_yield()
      } else {
        var pause = timespec(tv_sec: 0, tv_nsec: 50_000)
        unsafe nanosleep(&pause, nil)
      }
    }
  }
}
