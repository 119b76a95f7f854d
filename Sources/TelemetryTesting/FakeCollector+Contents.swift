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

  /// How many items were accepted, in requests that were kept or not; those of a partial success without the rejected ones.
  public var totals: ItemCounts { record.tally.accepted }

  /// Blocks until `count` requests have arrived, kept or not, of `signal` only if there is one, and says whether they have.
  public func waitForRequests(
    _ count: Int,
    of signal: TelemetrySignal? = nil,
    within timeout: Duration = .seconds(10)
  ) -> Bool {
    wait(within: timeout) { collector in
      let arrived = collector.record.tally.requests
      return signal.map { arrived[$0] ?? 0 } ?? arrived.values.reduce(0, +) >= count
    }
  }

  private var accepted: [ReceivedRequest] {
    exchanges.filter { $0.answer.isAcceptance }.map(\.request)
  }
}
