import Foundation
import TestSupport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A client written by hand that begins a call, never sends its message and never hangs up.
final class SilentClient {
  private let connection: Int32

  /// Connects to `port` and returns once the server knows of the call.
  init(port: Int) throws {
    connection = Loopback.makeSocket()
    var address = Loopback.address(port: port)
    guard unsafe Loopback.withPointer(to: &address, { unsafe connect(connection, $0, $1) }) == 0 else {
      throw POSIXError(.ECONNREFUSED)
    }
    let ping = Array("are you?".utf8)
    let bytes =
      Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + Self.frame(type: 4, stream: 0, [])
      + Self.frame(type: 1, flags: 4, stream: 1, Self.headers) + Self.frame(type: 6, stream: 0, ping)
    guard unsafe send(connection, bytes, bytes.count, 0) == bytes.count else { throw POSIXError(.EPIPE) }

    // The server answers frames in order: with the echo of the ping, it has seen the call.
    var received: [UInt8] = []
    while received.firstRange(of: ping) == nil {
      var some = [UInt8](repeating: 0, count: 1_024)
      let count = unsafe recv(connection, &some, some.count, 0)
      guard count > 0 else { throw POSIXError(.ECONNRESET) }
      received += some.prefix(count)
    }
  }

  deinit {
    close(connection)
  }

  private static func frame(type: UInt8, flags: UInt8 = 0, stream: UInt8, _ payload: [UInt8]) -> [UInt8] {
    [0, 0, UInt8(payload.count), type, flags, 0, 0, 0, stream] + payload
  }

  /// A gRPC call in HPACK without compression: POST, http, path, authority, content-type, te.
  private static var headers: [UInt8] {
    func text(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }
    return [0x83, 0x86, 0x04] + text("/test.Service/Method") + [0x01] + text("localhost")
      + [0x0f, 0x10] + text("application/grpc") + [0x00] + text("te") + text("trailers")
  }
}
