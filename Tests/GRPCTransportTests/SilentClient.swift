import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A client that opens HTTP/2 and then neither says nor hears anything.
final class SilentClient {
  private let connection: Int32

  init(port: Int) throws {
    connection = Loopback.makeSocket()
    var address = Loopback.address(port: port)
    guard unsafe Loopback.withPointer(to: &address, { unsafe connect(connection, $0, $1) }) == 0 else {
      throw POSIXError(.ECONNREFUSED)
    }
    let greeting = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]
    guard unsafe send(connection, greeting, greeting.count, 0) == greeting.count else {
      throw POSIXError(.EPIPE)
    }
    var first: UInt8 = 0
    // The server's own settings: from here on it knows the connection.
    _ = unsafe recv(connection, &first, 1, 0)
  }

  deinit {
    close(connection)
  }
}
