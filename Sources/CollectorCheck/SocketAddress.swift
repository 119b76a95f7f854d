#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Something that can be connected to, in the form the system takes, with the name it is shown by.
struct SocketAddress: Sendable {
  let family: CInt
  /// A `sockaddr` of the family.
  let bytes: [UInt8]
  /// `127.0.0.1:4317`, `[::1]:4317`, `unix:/run/otel.sock`.
  let text: String

  /// An IP address, perhaps with a zone.
  init?(ip: String, port: Int) {
    var hints = unsafe addrinfo()
    unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
    unsafe hints.ai_socktype = streamSocket
    var list: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(ip, "\(port)", &hints, &list) == 0, let first = unsafe list else { return nil }
    defer { unsafe freeaddrinfo(first) }
    family = unsafe first.pointee.ai_family
    bytes = unsafe Array(
      UnsafeRawBufferPointer(start: first.pointee.ai_addr, count: Int(first.pointee.ai_addrlen)))
    text = ip.contains(":") ? "[\(ip)]:\(port)" : "\(ip):\(port)"
  }

  /// A Unix socket; nil when the name is too long.
  init?(unix name: String, isAbstract: Bool = false) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // An abstract name begins with a zero and ends where the address ends.
    let path = (isAbstract ? [0] : []) + Array(name.utf8)
    guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
    let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
    let all = unsafe withUnsafeBytes(of: &address) { unsafe Array($0) }
    bytes = isAbstract ? Array(all.prefix(start + path.count)) : all
    family = AF_UNIX
    text = (isAbstract ? "unix-abstract:" : "unix:") + name
  }

  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result? {
    // The system copies the bytes, so that their alignment does not matter to it.
    unsafe bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return nil }
      return unsafe body(start.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
    }
  }
}
