#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What the system says about the running process and the machine below it.
extension HostSystem {
  /// The number of this process; a forked child has another one.
  package static var processID: Int32 { getpid() }

  /// The user whose rights this process has.
  package static var userID: UInt32 { geteuid() }

  /// The machine in the system's words, such as `x86_64`; nil when it has none.
  package static func machine() -> String? {
    var names = utsname()
    guard unsafe uname(&names) == 0 else { return nil }
    let text = unsafe withUnsafeBytes(of: &names.machine) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return text.isEmpty ? nil : text
  }

  /// The file this process runs, nil when the system does not tell; `root` stands for `/`.
  package static func executablePath(root: String = "/") throws(SystemProblem) -> String? {
    #if canImport(Darwin)
      // Without `/proc`, how the program was called has to do.
      if root == "/" { return CommandLine.arguments.first }
    #endif
    guard let path = try linkTarget("\(root)/proc/self/exe") else { return nil }
    // The kernel marks a file that was replaced since, as every update does.
    let mark = " (deleted)"
    return path.hasSuffix(mark) ? String(path.dropLast(mark.count)) : path
  }

  /// Where a symbolic link points, nil when there is no such link; of a target over 4 KiB only the start.
  package static func linkTarget(_ path: String) throws(SystemProblem) -> String? {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      guard let start = buffer.baseAddress else { return 0 }
      return unsafe readlink(path, start.assumingMemoryBound(to: CChar.self), buffer.count)
    }
    guard count >= 0 else {
      if errno == ENOENT { return nil }
      throw SystemProblem(text: errorText(errno))
    }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  #if canImport(Darwin)
    /// A text of the kernel's, such as `kern.osproductversion`; nil when there is none of that name.
    package static func kernelText(_ name: String) -> String? {
      var bytes = [UInt8](repeating: 0, count: 256)
      var count = bytes.count
      guard unsafe sysctlbyname(name, &bytes, &count, nil, 0) == 0 else { return nil }
      return String(decoding: bytes.prefix(count).prefix { $0 != 0 }, as: UTF8.self)
    }
  #endif
}
