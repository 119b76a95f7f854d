import Spool
import Telemetry

/// Where a request stands in the spool.
struct SpoolSpot: Sendable {
  /// Its number in the file.
  let id: Int64
  /// Whether the ledger of this process has its items.
  let isOwn: Bool
}

extension TelemetrySignal {
  var inSpool: SpoolRequest.Signal {
    switch self {
    case .metrics: .metrics
    case .traces: .traces
    case .logs: .logs
    }
  }

  init(_ signal: SpoolRequest.Signal) {
    self =
      switch signal {
      case .metrics: .metrics
      case .traces: .traces
      case .logs: .logs
      }
  }
}

extension SpoolLoss.Reason {
  var dropReason: DropReason {
    switch self {
    case .evicted: .spoolEvicted
    case .expired: .spoolExpired
    case .damaged: .spoolDamaged
    }
  }
}
