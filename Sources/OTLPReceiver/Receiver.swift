import GRPCTransport
import OTLPEncoding
import Synchronization
public import Telemetry

/// An OTLP/gRPC endpoint: what any SDK can export metrics, traces and logs to.
///
/// Requests are decoded and handled one after the other on a thread of the receiver. A receiver that is let go
/// stops at once.
public final class Receiver: Sendable {
  /// What a receiver has seen so far.
  public struct Counts: Equatable, Sendable {
    /// Requests that were decoded.
    public var requests: UInt64 = 0
    /// What they held.
    public var items = ItemCounts()
    /// How many bytes they were.
    public var bytes: UInt64 = 0
    /// Requests refused because they are not what their method takes.
    public var undecodable: UInt64 = 0
    /// Calls of methods that are none of the three.
    public var unknownMethods: UInt64 = 0

    /// Nothing yet.
    public init() {}
  }

  /// What a client is given to reach the receiver, such as `http://127.0.0.1:4317` or `unix:/run/collector.sock`.
  public let endpoint: String

  private let server: UnaryServer
  private let desk: Desk

  /// Listens on `address`: `127.0.0.1:4317`, `[::1]:4317`, `127.0.0.1:0` for a port the system chooses, or a socket in
  /// the file system, `unix:/run/collector.sock`.
  ///
  /// A request that would take hundreds of mebibytes to decode is refused as `INVALID_ARGUMENT`, whatever its size.
  /// `handler` decides what each request is answered. While it runs no other request is served; it must not stop
  /// the receiver. A connection that is older than `maximumConnectionAge`, give or take a tenth, is closed gracefully.
  public convenience init(
    listeningOn address: String = "127.0.0.1:0",
    maximumRequestBytes: Int = 64 * 1_024 * 1_024,
    maximumConnectionAge: Duration? = nil,
    clock: any TelemetryClock = SystemClock(),
    handler: @escaping @Sendable (ReceivedRequest) -> CollectorAnswer
  ) throws(ReceiverError) {
    try self.init(address, .insecure, maximumRequestBytes, maximumConnectionAge, clock, handler)
  }

  /// Listens with `credentials`.
  package init(
    _ address: String,
    _ credentials: ServerCredentials,
    _ maximumRequestBytes: Int,
    _ maximumConnectionAge: Duration?,
    _ clock: any TelemetryClock,
    _ handler: @escaping @Sendable (ReceivedRequest) -> CollectorAnswer
  ) throws(ReceiverError) {
    let desk = Desk(clock: clock, handler: handler)
    self.desk = desk
    server = try UnaryServer(
      address: address,
      credentials: credentials,
      maximumRequestBytes: maximumRequestBytes,
      maximumConnectionAge: maximumConnectionAge,
      handler: { desk.reply(to: $0) }
    )
    let host = address.lastIndex(of: ":").map { address[..<$0] } ?? address[...]
    endpoint =
      address.hasPrefix("unix")
      ? address : (credentials == .insecure ? "http" : "https") + "://\(host):\(server.port)"
  }

  /// The port the receiver listens on.
  public var port: Int { server.port }

  /// What arrived so far.
  public var counts: Counts { desk.counts.withLock(\.self) }

  /// Asks every client to make a new connection, as a collector that is rolled over does: GOAWAY.
  ///
  /// Requests that have arrived are still answered on their connections. Not for the receiver's handler to call.
  public func closeConnections() throws(ReceiverError) {
    try server.goAway()
  }

  /// Takes no more requests, lets those that have begun end within `duration`, and breaks off the rest.
  public func stop(within duration: Duration = .seconds(1)) {
    server.stop(within: duration)
  }
}

/// Where requests are decoded, counted and handed on.
private final class Desk: Sendable {
  let counts = Mutex(Receiver.Counts())
  private let clock: any TelemetryClock
  private let handler: @Sendable (ReceivedRequest) -> CollectorAnswer

  init(clock: any TelemetryClock, handler: @escaping @Sendable (ReceivedRequest) -> CollectorAnswer) {
    self.clock = clock
    self.handler = handler
  }

  func reply(to request: Request) -> Reply {
    guard let signal = TelemetrySignal.allCases.first(where: { $0.exportMethod == request.method }) else {
      counts.withLock { $0.unknownMethods += 1 }
      let known = TelemetrySignal.allCases.map(\.exportMethod).joined(separator: ", ")
      return .failure(.unimplemented, "unknown method \(request.method); expected one of \(known)")
    }
    let received: ReceivedRequest
    do throws(DecodingFailure) {
      received = try ReceivedRequest(request, signal, receivedAt: clock.now)
    } catch {
      counts.withLock { $0.undecodable += 1 }
      return .failure(.invalidArgument, "cannot decode the request: \(error)")
    }
    counts.withLock { counts in
      counts.requests += 1
      counts.bytes += UInt64(request.message.count)
      counts.items[signal] += UInt64(received.itemCount)
    }
    return handler(received).reply
  }
}
