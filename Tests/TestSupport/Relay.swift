import Foundation
import Synchronization

/// A listener on a free loopback port that passes on what it hears, and counts it: what a connection really carries.
package final class Relay: Sendable {
  package let port: Int
  private let listener: Int32
  private let sent = Count()

  /// How many bytes clients have sent so far.
  package var bytesSent: Int { sent.bytes.load(ordering: .relaxed) }

  private final class Count: Sendable {
    let bytes = Atomic(0)
  }

  /// Passes connections on to `target`, a port of this machine.
  package init(to target: Int) throws {
    listener = Loopback.makeSocket()
    var address = Loopback.address(port: 0)
    let (listener, sent) = (listener, sent)
    let isBound = unsafe Loopback.withPointer(to: &address) { address, size in
      var size = size
      return unsafe (bind(listener, address, size) == 0 && getsockname(listener, address, &size) == 0)
    }
    guard isBound, listen(listener, 16) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread {
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { break }
        let server = Loopback.makeSocket()
        var address = Loopback.address(port: target)
        guard unsafe Loopback.withPointer(to: &address, { unsafe connect(server, $0, $1) }) == 0 else {
          close(client)
          continue
        }
        Thread.detachNewThread {
          Self.pass(from: client, to: server) { sent.bytes.add($0, ordering: .relaxed) }
        }
        Thread.detachNewThread { Self.pass(from: server, to: client) { _ in } }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// Until one side ends, which ends the other; the descriptors are left to the end of the process.
  private static func pass(from source: Int32, to target: Int32, count: (Int) -> Void) {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let length = unsafe recv(source, &bytes, bytes.count, 0)
      guard length > 0 else { break }
      count(length)
      var done = 0
      while done < length {
        let step = unsafe bytes.withUnsafeBytes { buffer in
          unsafe send(target, buffer.baseAddress?.advanced(by: done), length - done, Int32(MSG_NOSIGNAL))
        }
        guard step > 0 else { break }
        done += step
      }
    }
    shutdown(target, Int32(SHUT_RDWR))
  }
}
