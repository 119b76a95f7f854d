import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A stretch of network on 127.0.0.1 between a client and a server, which counts what it carries and can lose it.
package final class Relay: Sendable {
  package let port: Int
  private let listener: Int32
  private let state = Mutex(State())

  private struct State {
    /// Both ends of every connection.
    var connections: [(client: Int32, server: Int32)] = []
    /// Which of them carry nothing any more, while both ends believe in them.
    var isLost: Set<Int32> = []
    var count = 0
    var bytesSent = 0
  }

  /// One to the server on `port`.
  package init(to server: Int) throws {
    let (listener, port) = try Loopback.makeListener()
    (self.listener, self.port) = (listener, port)
    Thread.detachNewThread { [weak self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        self?.connect(client, to: server)
      }
    }
  }

  /// How many connections there have been.
  package var connectionCount: Int { state.withLock { $0.count } }

  /// How many bytes clients have sent so far.
  package var bytesSent: Int { state.withLock { $0.bytesSent } }

  /// From now on nothing passes on the connections there are; nobody is told. New ones work.
  package func loseConnections() {
    state.withLock { state in
      for connection in state.connections { state.isLost.formUnion([connection.client, connection.server]) }
    }
  }

  private func connect(_ client: Int32, to port: Int) {
    let server = Loopback.makeSocket()
    var address = Loopback.address(port: port)
    let isConnected = unsafe Loopback.withPointer(to: &address) {
      unsafe Foundation.connect(server, $0, $1) == 0
    }
    guard isConnected else {
      close(client)
      close(server)
      return
    }
    state.withLock { state in
      state.connections.append((client, server))
      state.count += 1
    }
    for (source, target) in [(client, server), (server, client)] {
      Thread.detachNewThread { [weak self] in
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
          let count = unsafe recv(source, &bytes, bytes.count, 0)
          switch self?.passes(count, from: source, isSent: source == client) {
          // A connection that is lost says nothing of its end either.
          case false? where count > 0: continue
          case false?: return
          case true? where Self.send(bytes, count, to: target): continue
          case true?, nil: return Self.end(target)
          }
        }
      }
    }
  }

  /// Whether what was heard goes on to the other end; it is counted then.
  private func passes(_ count: Int, from source: Int32, isSent: Bool) -> Bool {
    state.withLock { state in
      guard !state.isLost.contains(source) else { return false }
      if isSent { state.bytesSent += max(count, 0) }
      return true
    }
  }

  /// All of `count` bytes; false when there are none or nobody takes them.
  private static func send(_ bytes: [UInt8], _ count: Int, to target: Int32) -> Bool {
    var done = 0
    while done < count {
      let step = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Foundation.send(
          target, buffer.baseAddress?.advanced(by: done), count - done, Int32(MSG_NOSIGNAL))
      }
      guard step > 0 else { return false }
      done += step
    }
    return count > 0
  }

  private static func end(_ socket: Int32) {
    shutdown(socket, Int32(SHUT_RDWR))
  }

  deinit {
    for socket in [listener] + state.withLock({ $0.connections.flatMap { [$0.client, $0.server] } }) {
      Foundation.shutdown(socket, Int32(SHUT_RDWR))
      close(socket)
    }
  }
}
