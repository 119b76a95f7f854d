#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Standard output and standard error: the only way anything of this program is printed.
enum Console {
  enum Stream {
    case output
    case error

    fileprivate var descriptor: CInt {
      switch self {
      case .output: STDOUT_FILENO
      case .error: STDERR_FILENO
      }
    }
  }

  /// Writes `text` at once, unbuffered; false when nobody can read it any more.
  @discardableResult
  static func write(_ text: String, to stream: Stream = .output) -> Bool {
    write(Array(text.utf8), to: stream.descriptor)
  }

  /// Writes one line to standard output.
  @discardableResult
  static func line(_ text: String) -> Bool {
    write(text + "\n")
  }

  /// Writes one line to standard error, as it is.
  static func note(_ text: String) {
    write(text + "\n", to: .error)
  }

  /// Says on standard error what follows from something odd.
  static func warning(_ message: String) {
    note("session-buddy-telemetry: warning: \(message)")
  }

  /// Says on standard error what is wrong.
  static func error(_ message: String) {
    note("session-buddy-telemetry: error: \(message)")
  }

  /// Writes all of `bytes` to `descriptor`; false when that fails.
  static func write(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    unsafe bytes.withUnsafeBytes { bytes in
      var rest = unsafe bytes[...]
      while unsafe !rest.isEmpty {
        let part = unsafe UnsafeRawBufferPointer(rebasing: rest)
        let count = unsafe systemWrite(descriptor, part.baseAddress, part.count)
        if count > 0 {
          unsafe rest = rest.dropFirst(count)
        } else if count < 0, errno == EAGAIN {
          waitUntilWritable(descriptor)
        } else if count == 0 || errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  /// A terminal shared with a program that made it non-blocking may be full for a moment.
  private static func waitUntilWritable(_ descriptor: CInt) {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&request, 1, 1_000)
  }
}

/// `write`, under a name a method called `write` does not hide.
private func systemWrite(_ descriptor: CInt, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, start, count)
}
