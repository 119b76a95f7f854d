/// Where a fake collector listens; nobody outside this machine reaches any of them.
public enum CollectorPlace: Equatable, Sendable {
  /// `127.0.0.1`, at a port of its own unless it is told which.
  case ipv4(port: Int = 0)
  /// `::1`, likewise.
  case ipv6(port: Int = 0)
  /// A socket in the file system. The system takes paths of about a hundred bytes.
  case unixSocket(path: String)

  /// The place in the notation of the server.
  var address: String {
    switch self {
    case .ipv4(let port): "127.0.0.1:\(port)"
    case .ipv6(let port): "[::1]:\(port)"
    case .unixSocket(let path): "unix:\(path)"
    }
  }

  /// The same, now that the port is known.
  func at(_ port: Int) -> CollectorPlace {
    switch self {
    case .ipv4: .ipv4(port: port)
    case .ipv6: .ipv6(port: port)
    case .unixSocket: self
    }
  }
}
