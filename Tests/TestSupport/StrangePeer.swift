import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A listener on a free loopback port that is no gRPC server: it says the same thing to everybody who says
/// something first, and hangs up, or says nothing at all.
package final class StrangePeer: Sendable {
  package let port: Int
  private let listener: Int32

  /// Answers with `text`; nil keeps connections open in silence.
  package init(saying text: String?) throws {
    let (listener, port) = try Loopback.makeListener()
    self.port = port
    self.listener = listener
    let thread = Thread {
      var held: [Int32] = []
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { break }
        guard let text else {
          held.append(connection)
          continue
        }
        var first = [UInt8](repeating: 0, count: 512)
        _ = unsafe recv(connection, &first, first.count, 0)
        let reply = Array(text.utf8)
        _ = unsafe send(connection, reply, reply.count, Int32(MSG_NOSIGNAL))
        close(connection)
      }
      for connection in held { close(connection) }
    }
    thread.start()
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }
}
