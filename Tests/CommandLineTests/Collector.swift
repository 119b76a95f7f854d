import OTLPReceiver
import Synchronization
import Telemetry

/// A collector inside the test that remembers what it was sent.
final class Collector {
  private final class Memory: Sendable {
    let requests = Mutex<[ReceivedRequest]>([])
  }

  private let memory = Memory()
  private let receiver: Receiver

  init(port: Int = 0, answering answer: CollectorAnswer = .ok) throws {
    let memory = memory
    receiver = try Receiver(listeningOn: "127.0.0.1:\(port)") { request in
      memory.requests.withLock { $0.append(request) }
      return answer
    }
  }

  var endpoint: String { receiver.endpoint }
  var port: Int { receiver.port }
  /// How many data points arrived.
  var dataPoints: Int {
    memory.requests.withLock { requests in
      requests.reduce(0) { count, request in
        if case .metrics = request.content { count + request.itemCount } else { count }
      }
    }
  }

  /// The spans that arrived.
  var spans: [SpanData] {
    memory.requests.withLock { requests in
      requests.flatMap { request in
        if case .traces(let spans) = request.content { spans } else { [SpanData]() }
      }
    }
  }

  /// The sum over all series of a metric, as it arrived last.
  func total(_ name: String) -> Double {
    memory.requests.withLock { requests in
      requests.reduce(0) { total, request in
        guard case .metrics(let metrics) = request.content else { return total }
        let points = metrics.filter { $0.name == name }.map(\.points)
        return points.isEmpty ? total : points.reduce(0) { $0 + $1.total }
      }
    }
  }

  func stop() {
    receiver.stop()
  }
}

extension MetricData.Points {
  fileprivate var total: Double {
    switch self {
    case .gauge(let points), .sum(let points, _, _): points.reduce(0) { $0 + $1.value.asDouble }
    case .histogram(let points, _): points.reduce(0) { $0 + Double($1.count) }
    case .exponentialHistogram, .summary: 0
    }
  }
}
