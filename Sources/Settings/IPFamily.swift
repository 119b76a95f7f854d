#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Whether a host is written as an IP address, and of which kind.
enum IPFamily {
  case v4, v6

  init?(of host: String) {
    var v4 = in_addr()
    var v6 = in6_addr()
    // A zone such as `%eth0` names the network interface of a link-local address.
    let zoneless = host.prefix { $0 != "%" }
    if unsafe inet_pton(AF_INET, host, &v4) == 1 {
      self = .v4
    } else if unsafe inet_pton(AF_INET6, String(zoneless), &v6) == 1 {
      self = .v6
    } else {
      return nil
    }
  }
}
