/// A gRPC server for unary calls of any method, on one address and one thread.
///
/// Calls are taken in and handled one after the other; a reply with a delay does not hold up the next call. A
/// server that is let go stops at once.
package final class UnaryServer: Sendable {
  /// The port the server listens on; 0 for an address without one.
  package let port: Int

  private let servers: ServerSuccession

  /// Listens on `address`, such as `127.0.0.1:4317`, `[::1]:0` (a free port) or `unix:path`, and starts to
  /// serve.
  ///
  /// `handler` runs on the serving thread. While it runs nothing else is served, so it must not wait, nor stop the
  /// server. A connection that is older than `maximumConnectionAge` is closed gracefully.
  package init(
    address: String,
    credentials: ServerCredentials = .insecure,
    maximumRequestBytes: Int = 64 * 1_024 * 1_024,
    maximumConnectionAge: Duration? = nil,
    handler: @escaping @Sendable (Request) -> Reply
  ) throws(ReceiverError) {
    // The core takes such a port modulo 65,536 and listens somewhere else.
    if let port = address.split(separator: ":").last.flatMap({ Int($0) }), !(0...65_535).contains(port) {
      throw .cannotListen(address: address, reason: "expected a port from 0 to 65535, found \(port)")
    }
    let limits = ServerLimits(requestBytes: maximumRequestBytes, connectionAge: maximumConnectionAge)
    servers = ServerSuccession(at: address, credentials, limits, handler)
    port = try servers.start()
  }

  deinit {
    stop(within: .zero)
  }

  /// Asks every client to make a new connection (GOAWAY); calls that have begun go on.
  package func goAway() throws(ReceiverError) {
    try servers.makeWay()
  }

  /// Takes no more calls, lets those that have begun end within `duration`, breaks off the rest, and returns
  /// when the thread is gone.
  ///
  /// Delayed replies are sent at once; callers that would never hear anything get `UNAVAILABLE`. Stopping again
  /// waits for the first stop to finish.
  package func stop(within duration: Duration) {
    servers.stop(by: .now + duration)
  }
}
