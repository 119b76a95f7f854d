import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One thread with a body of its own that can be waited for.
///
/// A thread of ours, because the body blocks: Swift's cooperative pool is no place for that.
final class ServingThread: Sendable {
  private let running: Mutex<pthread_t?>

  /// Starts to run `body`.
  init(_ body: @escaping @Sendable () -> Void) throws(ReceiverError) {
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    let context = unsafe Unmanaged.passRetained(Body(body))
    let error = unsafe pthread_create(&thread, nil, runServingThread, context.toOpaque())
    guard error == 0 else {
      unsafe context.release()
      throw .noThread(errorNumber: error)
    }
    running = Mutex(thread)
  }

  /// Returns once the body has; from several threads at once as well, which is why the lock is held meanwhile.
  func join() {
    running.withLock { running in
      guard let thread = running else { return }
      pthread_join(thread, nil)
      running = nil
    }
  }

  fileprivate final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }
}

#if canImport(Glibc)
  private func runServingThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context {
      unsafe Unmanaged<ServingThread.Body>.fromOpaque(context).takeRetainedValue().run()
    }
    return nil
  }
#else
  private func runServingThread(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<ServingThread.Body>.fromOpaque(context).takeRetainedValue().run()
    return nil
  }
#endif
