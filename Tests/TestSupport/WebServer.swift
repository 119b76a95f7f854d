import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A listener on a free loopback port that speaks HTTP/2 but not gRPC: it answers every request with one status and a
/// page, as a proxy does that does not know where to.
package final class WebServer: Sendable {
  package let port: Int
  private let listener: Int32
  private let tally = Tally()

  /// How many requests were answered so far.
  package var requests: Int { tally.count.load(ordering: .relaxed) }

  /// Answers with `status`, such as `404`.
  package init(status: String) throws {
    let (listener, port) = try Loopback.makeListener()
    (self.listener, self.port) = (listener, port)
    Thread.detachNewThread { [tally] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { break }
        Thread.detachNewThread {
          Conversation(connection: connection, status: status, tally: tally).run()
          close(connection)
        }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }
}

private final class Tally: Sendable {
  let count = Atomic(0)
}

/// One connection, frame by frame (RFC 9113).
private struct Conversation {
  let connection: Int32
  let status: String
  let tally: Tally

  func run() {
    // "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".
    guard receive(24) != nil else { return }
    send(frame: 4, flags: 0, stream: [0, 0, 0, 0], [])
    while let header = receive(9) {
      let length = header.prefix(3).reduce(0) { $0 << 8 | Int($1) }
      guard receive(length) != nil else { return }
      switch (header[3], header[4]) {
      case (4, 0): send(frame: 4, flags: 1, stream: [0, 0, 0, 0], [])
      case (1, _):
        tally.count.add(1, ordering: .relaxed)
        let stream = Array(header.suffix(4))
        // `:status`, name 8 of the static table, its value written out.
        send(frame: 1, flags: 4, stream: stream, [0x08, UInt8(status.utf8.count)] + Array(status.utf8))
        send(frame: 0, flags: 1, stream: stream, Array("<html><h1>\(status)</h1></html>".utf8))
      default: break
      }
    }
  }

  /// Exactly `count` bytes; nil when the other side hangs up before.
  private func receive(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    guard count > 0 else { return bytes }
    return unsafe recv(connection, &bytes, count, Int32(MSG_WAITALL)) == count ? bytes : nil
  }

  private func send(frame type: UInt8, flags: UInt8, stream: [UInt8], _ content: [UInt8]) {
    let length = [
      UInt8(content.count >> 16 & 255), UInt8(content.count >> 8 & 255), UInt8(content.count & 255),
    ]
    let bytes = length + [type, flags] + stream + content
    _ = unsafe systemSend(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }
}

/// `send`, under a name a method called `send` does not hide.
private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int, _ flags: Int32) -> Int {
  unsafe send(descriptor, bytes, count, flags)
}
