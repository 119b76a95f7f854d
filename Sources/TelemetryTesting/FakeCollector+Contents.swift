public import OTLPReceiver
public import Telemetry

extension FakeCollector {
  /// Every request, whatever was answered, in order.
  public var requests: [ReceivedRequest] { exchanges.map(\.request) }

  /// The metrics of all requests that were accepted, at least in part; a retry of a refused one counts once.
  public var metrics: [MetricData] {
    accepted.flatMap { request -> [MetricData] in
      if case .metrics(let metrics) = request.content { metrics } else { [] }
    }
  }

  /// The spans of all requests that were accepted, at least in part.
  public var spans: [SpanData] {
    accepted.flatMap { request -> [SpanData] in
      if case .traces(let spans) = request.content { spans } else { [] }
    }
  }

  /// The log records of all requests that were accepted, at least in part.
  public var logRecords: [LogRecordData] {
    accepted.flatMap { request -> [LogRecordData] in
      if case .logs(let records) = request.content { records } else { [] }
    }
  }

  /// How many items were accepted; those of a partial success without the rejected ones.
  public var totals: ItemCounts {
    // A loop, since the optimiser of Swift 6.3.1 crashes on the same as a `reduce(into:)`.
    var totals = ItemCounts()
    for exchange in exchanges {
      let request = exchange.request
      totals[request.signal] += UInt64(exchange.answer.accepted(of: request.itemCount))
    }
    return totals
  }

  /// Blocks until `count` requests have arrived, of `signal` only if there is one, and says whether they have.
  public func waitForRequests(
    _ count: Int,
    of signal: TelemetrySignal? = nil,
    within timeout: Duration = .seconds(10)
  ) -> Bool {
    wait(within: timeout) { collector in
      let arrived = collector.requests.count { signal == nil || $0.signal == signal }
      return arrived + (signal == nil ? collector.unkept : 0) >= count
    }
  }

  private var accepted: [ReceivedRequest] {
    exchanges.filter { $0.answer.isAcceptance }.map(\.request)
  }
}
