import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A listener on a free loopback port that takes every connection, resets it at once, and counts them.
package final class ResettingPeer: Sendable {
  package let port: Int
  private let listener: Int32
  private let tally = Tally()

  package init() throws {
    let (listener, port) = try Loopback.makeListener()
    self.port = port
    self.listener = listener
    Thread.detachNewThread { [tally] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { break }
        tally.count.add(1, ordering: .relaxed)
        // Closing without lingering sends RST instead of FIN.
        var linger = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(
          connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        close(connection)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// How many connections were made so far.
  package var connections: Int { tally.count.load(ordering: .relaxed) }

  private final class Tally: Sendable {
    let count = Atomic(0)
  }
}
