#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The few questions asked of the operating system; everything else gets the answers as parameters.
package enum HostSystem {
  /// A file's bytes, nil when there is no such file; reads no more than `limit + 1` of them.
  package static func readFile(_ path: String, limit: Int) throws(SystemProblem) -> [UInt8]? {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw SystemProblem(text: errorText(errno))
    }
    defer { _ = close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SystemProblem(text: "not a regular file")
    }
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var count = 0
    while count <= limit {
      let received = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe read(file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      }
      if received < 0, errno == EINTR { continue }
      guard received >= 0 else { throw SystemProblem(text: errorText(errno)) }
      if received == 0 { break }
      count += received
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// This machine's name, nil when it has none.
  package static func hostName() -> String? {
    var bytes = [UInt8](repeating: 0, count: 256)
    let result = unsafe bytes.withUnsafeMutableBytes { buffer in
      guard let start = buffer.baseAddress else { return CInt(-1) }
      return unsafe gethostname(start.assumingMemoryBound(to: CChar.self), buffer.count - 1)
    }
    let name = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    return result == 0 && !name.isEmpty ? name : nil
  }

  /// The environment of this process; of a variable given twice the first counts, as with `getenv`.
  package static func environment() -> [String: String] {
    var values: [String: String] = [:]
    #if canImport(Darwin)
      var entry = unsafe _NSGetEnviron().pointee
    #else
      var entry = unsafe environ
    #endif
    while let text = unsafe entry.pointee {
      let pair = unsafe String(cString: text).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pair.count == 2, values[String(pair[0])] == nil { values[String(pair[0])] = String(pair[1]) }
      unsafe entry += 1
    }
    return values
  }

  static func errorText(_ code: CInt) -> String {
    unsafe String(cString: strerror(code))
  }
}

/// Why the system refused something, in its own words.
package struct SystemProblem: Error, Equatable, Sendable {
  /// The words.
  package let text: String

  /// A problem in words.
  package init(text: String) {
    self.text = text
  }
}
