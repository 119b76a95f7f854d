public import Logging
public import ServiceLifecycle
import Synchronization
public import Telemetry

/// Telemetry as a service of swift-service-lifecycle: it runs until the group shuts down, and then sends what is left.
///
/// Put it first: a group shuts its services down in the opposite order, so that this one still hears of all the others.
///
/// ```swift
/// let service = TelemetryService { telemetry.shutdown(within: .seconds(5)) }
/// let group = ServiceGroup(services: [service, server], gracefulShutdownSignals: [.sigterm], logger: logger)
/// try await group.run()
/// print(service.ledger ?? Ledger())
/// ```
///
/// The shutdown has one deadline, that of the closure. It runs on a thread of its own and keeps none of the cooperative
/// pool waiting. A group that is cancelled cancels all its services at once: then, too, everything recorded until that
/// moment is sent.
public final class TelemetryService: Service, CustomStringConvertible {
  private let logger: Logging.Logger?
  private let shutdown: @Sendable () -> Ledger
  private let result = Mutex<Ledger?>(nil)

  /// A service that ends with `shutdown`, and tells `logger` where everything went.
  public init(logger: Logging.Logger? = nil, shutdown: @escaping @Sendable () -> Ledger) {
    self.logger = logger
    self.shutdown = shutdown
  }

  /// What became of everything that was recorded; nil until the shutdown is over.
  public var ledger: Ledger? { result.withLock { $0 } }

  /// What the group calls it.
  public var description: String { "telemetry" }

  /// Waits for a graceful shutdown or for the cancellation of the task, and shuts down.
  public func run() async {
    // Both ends of the wait are ends of the service, and a cancelled service sends what it has as well.
    try? await gracefulShutdown()
    let ledger = await Self.onThread(shutdown)
    result.withLock { $0 = ledger }
    tell(ledger)
  }

  /// The line comes too late to be sent: it is for people who read the console.
  private func tell(_ ledger: Ledger) {
    guard let logger else { return }
    let line = ledger.description.split(separator: "\n").joined(separator: "; ")
    let isComplete = ledger.exported == ledger.accepted
    Diagnostics.$isReporting.withValue(true) {
      logger.log(level: isComplete ? .info : .warning, "telemetry stopped: \(line)")
    }
  }

  /// Runs `work` where it may block.
  private static func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      let isStarted = WorkerThread.start(named: "telemetry-stop") { continuation.resume(returning: work()) }
      // Better late in the wrong place than not at all.
      if !isStarted { continuation.resume(returning: work()) }
    }
  }
}
