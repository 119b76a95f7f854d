#if os(Linux)
  import Foundation
  import TestSupport

  /// A loopback port whose queue is full, so that the system drops whoever else wants to connect: what a firewall does.
  final class CrowdedPort {
    let port: Int
    private let sockets: [Int32]

    init() throws {
      let listener = Loopback.makeSocket()
      port = try Loopback.giveFreePort(to: listener)
      guard listen(listener, 0) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
      var address = Loopback.address(port: port)
      var sockets = [listener]
      for _ in 0..<4 {
        let client = Loopback.makeSocket()
        _ = fcntl(client, F_SETFL, O_NONBLOCK)
        _ = unsafe Loopback.withPointer(to: &address) { unsafe connect(client, $0, $1) }
        sockets.append(client)
      }
      self.sockets = sockets
    }

    deinit {
      for socket in sockets { close(socket) }
    }
  }
#endif
