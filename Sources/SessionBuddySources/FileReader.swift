#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// An open file that is read from front to back.
///
/// It asks the system directly, because the reason a file cannot be opened is what its user needs to know.
@safe struct FileReader: ~Copyable {
  let path: String
  /// Whether it has a size and can be read again, unlike a pipe.
  let isRegular: Bool
  private let descriptor: CInt

  init(path: String) throws(SourceError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.error(path) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      defer { close(descriptor) }
      throw Self.error(path)
    }
    let type = status.st_mode & S_IFMT
    guard type != S_IFDIR else {
      close(descriptor)
      throw SourceError(.directory, path: path)
    }
    isRegular = type == S_IFREG
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Fills the front of `chunk` with what comes next and returns how much that is; 0 at the end of the file.
  func read(into chunk: inout [UInt8]) throws(SourceError) -> Int {
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { buffer in
        unsafe systemRead(descriptor, buffer.baseAddress, buffer.count)
      }
      if count >= 0 { return count }
      guard errno == EINTR else { throw Self.error(path) }
    }
  }

  /// Whether there is anything at `path`.
  static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  private static func error(_ path: String) -> SourceError {
    switch errno {
    case ENOENT, ENOTDIR: SourceError(.missing, path: path)
    case EACCES, EPERM: SourceError(.notPermitted, path: path)
    case EISDIR: SourceError(.directory, path: path)
    case let code: SourceError(.failed(unsafe String(cString: strerror(code))), path: path)
    }
  }
}

/// `read`, under a name a method called `read` does not hide.
private func systemRead(_ descriptor: CInt, _ start: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(descriptor, start, count)
}
