import Synchronization

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A text file that lines are added to, each in one piece, so that several programs can share it.
final class AppendedFile: Sendable {
  let path: String
  private let descriptor: CInt
  private let failure = Mutex<String?>(nil)

  /// Nil when the file cannot be opened; ``reason`` says why.
  init?(path: String) {
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return nil }
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// What the system says about the last call that failed.
  static var reason: String { unsafe String(cString: strerror(errno)) }

  /// Why a line could not be written; nil when all were.
  var problem: String? { failure.withLock { $0 } }

  /// Adds `line` and what ends it.
  func append(_ line: String) {
    guard !Console.write(Array(line.utf8) + [0x0A], to: descriptor) else { return }
    let reason = Self.reason
    failure.withLock { $0 = $0 ?? reason }
  }
}
