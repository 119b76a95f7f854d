#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Starts detached operating system threads.
package enum WorkerThread {
  /// Runs `body` on a new detached thread called `name`; false when the system has no thread to give.
  package static func start(named name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
    let box = unsafe Unmanaged.passRetained(Body(name: name, run: body))
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let failure = unsafe pthread_create(&thread, nil, threadMain, box.toOpaque())
    guard failure == 0 else {
      unsafe box.release()
      return false
    }
    #if canImport(Darwin)
      if let thread { unsafe pthread_detach(thread) }
    #else
      pthread_detach(thread)
    #endif
    return true
  }

  /// Tells the calling thread from every other that runs.
  package static var currentID: UInt {
    #if canImport(Darwin)
      unsafe UInt(bitPattern: pthread_self())
    #else
      UInt(pthread_self())
    #endif
  }

  fileprivate final class Body: Sendable {
    let name: String
    let run: @Sendable () -> Void

    init(name: String, run: @escaping @Sendable () -> Void) {
      self.name = name
      self.run = run
    }
  }
}

#if canImport(Darwin)
  private func threadMain(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    let body = unsafe Unmanaged<WorkerThread.Body>.fromOpaque(argument).takeRetainedValue()
    unsafe pthread_setname_np(body.name)
    body.run()
    return nil
  }
#else
  private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let body = unsafe Unmanaged<WorkerThread.Body>.fromOpaque(argument).takeRetainedValue()
    nameCurrentThread(String(body.name.prefix(15)))
    body.run()
    return nil
  }

  /// Shows `name`, at most 15 bytes, in `top -H`; Glibc's own function is not visible without `_GNU_SOURCE`.
  private func nameCurrentThread(_ name: String) {
    let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = unsafe write(file, name, name.utf8.count)
    close(file)
  }
#endif
