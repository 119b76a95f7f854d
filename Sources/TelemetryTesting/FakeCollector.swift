public import OTLPReceiver
import Synchronization
public import Telemetry

/// A collector for tests: a real OTLP/gRPC endpoint on this machine that answers as told and keeps what arrived.
///
/// ```swift
/// let collector = try FakeCollector(answering: .status(.unavailable), .ok)
/// // … export to collector.endpoint …
/// XCTAssertTrue(collector.waitForRequests(2))
/// try collector.expect(metrics: "session_buddy.sessions.total sum cumulative {session} {} = 1")
/// ```
public final class FakeCollector: Sendable {
  /// What it says to a request.
  public typealias Answer = CollectorAnswer

  /// One request and what was answered.
  public struct Exchange: Sendable {
    /// The request, decoded.
    public let request: ReceivedRequest
    /// What the collector said.
    public let answer: Answer
  }

  /// Where it listens whenever it runs; the same over stops and starts.
  public let place: CollectorPlace
  /// The port it listens on; 0 for a socket in the file system.
  public let port: Int
  /// What a client is given to reach it, such as `http://127.0.0.1:50123`, `http://[::1]:50123` or
  /// `unix:/tmp/collector`.
  public let endpoint: String

  let record: Record
  private let limits: Limits
  private let credentials = Mutex(ServerCredentials.insecure)
  private let receiver = Mutex<Receiver?>(nil)

  /// What a collector takes.
  struct Limits {
    let requestBytes: Int
    let connectionAge: Duration?
  }

  /// A collector that gives `answers` in turn, then `otherwise` for ever.
  ///
  /// The system chooses the port unless `place` does. One that is not `running` listens only once ``start()`` is called;
  /// until then connections to it are refused. At most `limit` requests are kept; later ones are answered and
  /// counted, so that ``totals``, ``rejected`` and ``expect(conserved:recorded:)`` say the same whatever is kept.
  ///
  /// A request of more than `maximumRequestBytes` is refused by gRPC itself, in its own words, and does not count as
  /// received; an answer of ``CollectorAnswer/tooLarge(_:maximum:)`` says the same to one request. A connection older than `maximumConnectionAge`, give or take a tenth, is closed gracefully.
  public init(
    answering answers: Answer...,
    otherwise: Answer = .ok,
    at place: CollectorPlace = .ipv4(),
    maximumRequestBytes: Int = 64 * 1_024 * 1_024,
    maximumConnectionAge: Duration? = nil,
    running: Bool = true,
    keeping limit: Int = 100_000
  ) throws {
    record = Record(answers: answers, otherwise: otherwise, limit: limit)
    limits = Limits(requestBytes: maximumRequestBytes, connectionAge: maximumConnectionAge)
    let first = try Self.listen(at: place, .insecure, limits, record)
    self.place = place.at(first.port)
    port = first.port
    endpoint = first.endpoint
    if running {
      receiver.withLock { $0 = first }
    } else {
      first.stop(within: .zero)
    }
  }

  /// Whether it listens.
  public var isRunning: Bool { receiver.withLock { $0 != nil } }

  /// Listens at ``place``, again or for the first time; nothing happens when it does already.
  public func start() throws {
    try receiver.withLock { receiver in
      if receiver == nil {
        receiver = try Self.listen(at: place, credentials.withLock(\.self), limits, record)
      }
    }
  }

  /// Ends like a collector that is shut down: calls that have begun may end within `duration`.
  ///
  /// What it kept stays, and so does what it is still to answer.
  public func stop(within duration: Duration = .zero) {
    let running = receiver.withLock { $0.take() }
    running?.stop(within: duration)
  }

  /// Listens again with other `credentials`, like a collector whose certificate was renewed; ``endpoint`` stays as it is.
  package func restart(with credentials: ServerCredentials) throws {
    stop()
    self.credentials.withLock { $0 = credentials }
    try start()
  }

  /// Asks every client to make a new connection, between two requests: GOAWAY.
  ///
  /// A request that crosses that on its way fails with `CANCELLED` or `UNAVAILABLE`, as in real life. A test that is to see
  /// none of these uses ``CollectorAnswer/goAway(_:)``: a client that gets that answer has been asked before.
  public func closeConnections() throws {
    try receiver.withLock { $0 }?.closeConnections()
  }

  /// Adds answers to those still to be given, to requests of `signal` only if there is one.
  ///
  /// Answers for one signal go before those for any.
  public func answer(_ answers: Answer..., to signal: TelemetrySignal? = nil) {
    record.add(answers, for: signal)
  }

  /// From now on `decide` has the answer to every request for which no other is left.
  ///
  /// It is asked on the thread that serves requests, one at a time, so it must not wait; ``CollectorAnswer/delayed(by:_:)``
  /// does.
  public func answer(_ decide: @escaping @Sendable (ReceivedRequest) -> Answer) {
    record.decide(decide)
  }

  /// What was asked and answered, in order.
  public var exchanges: [Exchange] { record.exchanges }

  /// How many requests came after the limit was reached, and were not kept.
  public var unkept: Int { record.tally.unkept }

  /// Blocks until `condition` holds, and says whether it does; it is asked again after every request.
  public func wait(within timeout: Duration = .seconds(10), until condition: (FakeCollector) -> Bool) -> Bool
  {
    let clock = SystemClock()
    let deadline = clock.instant.advanced(by: timeout)
    let bell = Signal()
    let ticket = record.register(bell)
    defer { record.unregister(ticket) }
    while !condition(self) {
      let left = clock.instant.duration(until: deadline)
      guard left > .zero else { return false }
      bell.wait(atMost: left)
    }
    return true
  }

  private static func listen(
    at place: CollectorPlace,
    _ credentials: ServerCredentials,
    _ limits: Limits,
    _ record: Record
  ) throws(ReceiverError) -> Receiver {
    try Receiver(
      place.address, credentials, limits.requestBytes, limits.connectionAge, SystemClock()
    ) { record.answer($0) }
  }
}
