import Settings

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Where the collector is: the addresses of its name, or its socket file.
struct AddressStage {
  let stage: CheckStage
  /// What there is to connect to; none when that is left to gRPC.
  private(set) var addresses: [SocketAddress] = []

  init(_ endpoint: CollectorEndpoint, atMost limit: Duration) {
    switch endpoint.address {
    case .host(let host, let port):
      (stage, addresses) = Self.host(host, port, limit)
    case .unixSocket(let path):
      stage = Self.socketFile(path)
      addresses = [SocketAddress(unix: path)].compactMap(\.self)
    case .abstractSocket(let name):
      stage = CheckStage(.address, .ok, "an abstract Unix socket, which has no file")
      addresses = [SocketAddress(unix: name, isAbstract: true)].compactMap(\.self)
    case .target(let text):
      stage = CheckStage(.address, .skipped, "\(text) is resolved by gRPC itself")
    }
  }

  private static func host(
    _ host: String, _ port: Int, _ limit: Duration
  ) -> (CheckStage, [SocketAddress]) {
    if let literal = SocketAddress(ip: host, port: port) {
      let kind = literal.family == AF_INET ? "IPv4" : "IPv6"
      return (CheckStage(.address, .ok, "\(host) is an \(kind) address; nothing to look up"), [literal])
    }
    let time = ElapsedTime()
    switch NameLookup.addresses(of: host, atMost: limit) {
    case .found(let found):
      let summary = "\(host) is \(found.joined(separator: " and ")), looked up in \(time.text)"
      return (
        CheckStage(.address, .ok, summary), found.compactMap { SocketAddress(ip: $0, port: port) }
      )
    case .failed(let reason):
      let hint =
        "Check the spelling in otlp_endpoint, and that this machine or container asks the right name server: "
        + "getent hosts \(host)"
      return (
        CheckStage(.address, .failed, "\(host) cannot be resolved: \(reason)", hint: hint), []
      )
    case .timedOut:
      let hint = "The name server does not answer; look at /etc/resolv.conf, or use an IP address."
      return (CheckStage(.address, .failed, "\(host) was not resolved within \(limit)", hint: hint), [])
    }
  }

  private static func socketFile(_ path: String) -> CheckStage {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error"
      return CheckStage(
        .address, .failed, "\(path): \(reason)",
        hint: "Is the collector running, and does its receiver listen on this very path? In a container the "
          + "folder has to be mounted.")
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      return CheckStage(
        .address, .failed, "\(path) is no socket but \(kind(status.st_mode))",
        hint: "Give otlp_endpoint the path of the collector's socket.")
    }
    let rights = String(status.st_mode & 0o777, radix: 8)
    let seen = "\(path) is a socket, mode \(rights), of user \(status.st_uid), group \(status.st_gid)"
    guard unsafe access(path, W_OK) == 0 else {
      return CheckStage(
        .address, .failed, "\(seen); this user (\(geteuid())) may not write to it",
        hint: "Connecting takes the right to write: change the mode or the group of the socket.")
    }
    return CheckStage(.address, .ok, seen)
  }

  private static func kind(_ mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a folder"
    case S_IFREG: "a regular file"
    case S_IFIFO: "a pipe"
    default: "something else"
    }
  }
}
