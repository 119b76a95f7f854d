import Foundation

#if canImport(Glibc)
  package import Glibc
#else
  package import Darwin
#endif

/// Sockets on 127.0.0.1, with what differs between systems in one place.
package enum Loopback {
  package static func makeSocket(ofDatagrams isDatagrams: Bool = false) -> Int32 {
    #if canImport(Glibc)
      socket(AF_INET, Int32((isDatagrams ? SOCK_DGRAM : SOCK_STREAM).rawValue), 0)
    #else
      socket(AF_INET, isDatagrams ? SOCK_DGRAM : SOCK_STREAM, 0)
    #endif
  }

  /// Gives `socket` a free port, and returns it.
  package static func giveFreePort(to socket: Int32) throws -> Int {
    var address = address(port: 0)
    let isBound = unsafe withPointer(to: &address) { address, size in
      var size = size
      return unsafe (bind(socket, address, size) == 0 && getsockname(socket, address, &size) == 0)
    }
    guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// A socket that listens on a free port, and that port.
  package static func makeListener() throws -> (listener: Int32, port: Int) {
    let listener = makeSocket()
    let port = try giveFreePort(to: listener)
    guard listen(listener, 64) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    return (listener, port)
  }

  package static func address(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }

  package static func withPointer<Result>(
    to address: inout sockaddr_in,
    _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    unsafe withUnsafeMutablePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe body(address, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
