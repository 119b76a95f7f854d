import Synchronization
import Telemetry

/// How far the first shutdown has come.
final class ShutdownProgress: Sendable {
  enum Phase {
    case running
    case stopping
    case stopped(Ledger)
  }

  let phase = Mutex(Phase.running)
  let isStopped = Signal()

  var ledger: Ledger? {
    phase.withLock { if case .stopped(let ledger) = $0 { ledger } else { nil } }
  }

  /// True for the first caller only.
  func begin() -> Bool {
    phase.withLock { phase in
      guard case .running = phase else { return false }
      phase = .stopping
      return true
    }
  }
}
