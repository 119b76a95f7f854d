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

  /// Tells everybody who waits what became of everything.
  func end(with ledger: Ledger) {
    phase.withLock { $0 = .stopped(ledger) }
    isStopped.raise()
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
