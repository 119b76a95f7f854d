import OTLPReceiver
import Synchronization
import Telemetry

/// What the demo's collector took in from the demo itself, kept up to date while requests arrive.
final class ArrivalBook: Sendable {
  /// The attribute of a resource that tells one running program from another.
  static let instanceKey = "service.instance.id"

  private let instance: AttributeValue
  private let arrivals = Mutex(Arrivals())

  /// A book of what the program called `instance` sends.
  init(of instance: String) {
    self.instance = .string(instance)
  }

  /// The state at this moment.
  var snapshot: Arrivals { arrivals.withLock { $0 } }

  /// Enters what `request` holds, unless somebody else sent it; what to answer.
  ///
  /// The port is open to every program of this machine, and what they send would falsify the figures.
  func enter(_ request: ReceivedRequest) -> CollectorAnswer {
    guard request.content.resources.allSatisfy({ $0.attributes[Self.instanceKey] == instance }) else {
      arrivals.withLock { $0.noteRefusal() }
      return .partialSuccess(
        rejected: Int64(request.itemCount),
        message: "this collector takes only what its own demo sends"
      )
    }
    arrivals.withLock { $0.enter(request) }
    return .ok
  }

  /// Notes that `count` records were recorded not later than `time`, so that their way can be timed.
  func noteRecords(_ count: Int, by time: Timestamp) {
    guard count > 0 else { return }
    arrivals.withLock { $0.noteRecords(count, by: time) }
  }
}

extension ReceivedRequest.Content {
  /// Who sent it: usually one, however many items there are.
  fileprivate var resources: Set<Resource> {
    switch self {
    case .metrics(let metrics): Set(metrics.map(\.resource))
    case .traces(let spans): Set(spans.map(\.resource))
    case .logs(let records): Set(records.map(\.resource))
    }
  }
}
