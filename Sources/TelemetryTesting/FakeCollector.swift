public import OTLPReceiver
import Synchronization
public import Telemetry

/// A collector for tests: a real OTLP/gRPC endpoint on a loopback port that answers as told and keeps what arrived.
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
  public let port: Int

  private let record: Record
  private let receiver = Mutex<Receiver?>(nil)

  /// A collector that gives `answers` in turn, then `otherwise` for ever.
  ///
  /// With `port` 0 the system chooses one. One that is not `running` listens only once ``start()`` is called; until
  /// then connections to its port are refused. At most `limit` requests are kept; later ones are only answered.
  public init(
    answering answers: Answer...,
    otherwise: Answer = .ok,
    port: Int = 0,
    running: Bool = true,
    keeping limit: Int = 100_000
  ) throws {
    record = Record(answers: answers, otherwise: otherwise, limit: limit)
    let first = try Self.listen(on: port, record)
    self.port = first.port
    if running {
      receiver.withLock { $0 = first }
    } else {
      first.stop(within: .zero)
    }
  }

  /// What a client is given to reach it, such as `http://127.0.0.1:50123`.
  public var endpoint: String { "http://127.0.0.1:\(port)" }

  /// Whether it listens.
  public var isRunning: Bool { receiver.withLock { $0 != nil } }

  /// Listens on ``port``, again or for the first time; nothing happens when it does already.
  public func start() throws {
    try receiver.withLock { receiver in
      if receiver == nil { receiver = try Self.listen(on: port, record) }
    }
  }

  /// Ends like a collector that is shut down: calls that have begun may end within `duration`.
  ///
  /// What it kept stays, and so does what it is still to answer.
  public func stop(within duration: Duration = .zero) {
    let running = receiver.withLock { $0.take() }
    running?.stop(within: duration)
  }

  /// Adds answers to those still to be given, to requests of `signal` only if there is one.
  ///
  /// Answers for one signal go before those for any.
  public func answer(_ answers: Answer..., to signal: TelemetrySignal? = nil) {
    record.add(answers, for: signal)
  }

  /// What was asked and answered, in order.
  public var exchanges: [Exchange] { record.exchanges }

  /// How many requests came after the limit was reached, and were not kept.
  public var unkept: Int { record.unkept }

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

  private static func listen(on port: Int, _ record: Record) throws(ReceiverError) -> Receiver {
    try Receiver(listeningOn: "127.0.0.1:\(port)") { record.answer($0) }
  }
}
