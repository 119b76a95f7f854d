#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file that one holder at a time has locked; the system ends the lock with the process, however that ends.
///
/// Two holders in one process exclude each other too. A forked child keeps the lock alive as long as it lives.
final class FileLock: Sendable {
  private let descriptor: CInt

  /// Locks the file at `path`, and makes it where there is none; nil while somebody else holds it.
  init?(_ path: String) throws(SystemRefusal) {
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemRefusal() }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      guard code != EWOULDBLOCK, code != EINTR else { return nil }
      throw SystemRefusal(code)
    }
  }

  /// Locks the file at `path`, trying for as long as `patience` lasts.
  static func wait(for path: String, patience: Duration) throws(SystemRefusal) -> FileLock? {
    let pause = Duration.milliseconds(10)
    var waited = Duration.zero
    while true {
      if let lock = try FileLock(path) { return lock }
      guard waited < patience else { return nil }
      _ = poll(nil, 0, 10)
      waited += pause
    }
  }

  deinit {
    close(descriptor)
  }
}

/// What the system says to a call that failed.
struct SystemRefusal: Error {
  let text: String

  init(_ code: CInt = errno) {
    text = unsafe String(cString: strerror(code))
  }
}
