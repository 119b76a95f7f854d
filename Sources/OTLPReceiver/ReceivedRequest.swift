package import GRPCTransport
internal import OTLPEncoding
public import Telemetry

/// One export request as it arrived, decoded.
public struct ReceivedRequest: Sendable {
  /// What a request can hold: values of one signal, in the order they were sent.
  public enum Content: Equatable, Sendable {
    case metrics([MetricData])
    case traces([SpanData])
    case logs([LogRecordData])
  }

  /// The decoded values.
  public let content: Content
  /// The bytes of the request, expanded if they came compressed.
  public let message: [UInt8]
  /// When it arrived.
  public let receivedAt: Timestamp
  /// Who sent it, such as `ipv4:127.0.0.1:50312`; not authenticated.
  public let peer: String
  /// The headers it came with.
  package let metadata: Metadata

  init(_ request: Request, _ signal: TelemetrySignal, receivedAt: Timestamp) throws(DecodingFailure) {
    content =
      switch signal {
      case .metrics: .metrics(try OTLPDecoder.metrics(request.message))
      case .traces: .traces(try OTLPDecoder.spans(request.message))
      case .logs: .logs(try OTLPDecoder.logRecords(request.message))
      }
    message = request.message
    metadata = request.metadata
    peer = request.peer
    self.receivedAt = receivedAt
  }

  /// The text of the first header named `key`, in lower case; nil for none.
  public func header(_ key: String) -> String? {
    metadata.text(key)
  }

  /// Which of the three services it was sent to.
  public var signal: TelemetrySignal {
    switch content {
    case .metrics: .metrics
    case .traces: .traces
    case .logs: .logs
    }
  }

  /// How many data points, spans or log records it holds.
  public var itemCount: Int {
    switch content {
    case .metrics(let metrics): metrics.reduce(0) { $0 + $1.points.count }
    case .traces(let spans): spans.count
    case .logs(let records): records.count
    }
  }

  /// The request as one line of OTLP/JSON, with every field that was sent (W-13).
  public var json: String {
    let line =
      switch signal {
      case .metrics: try? OTLPJSON.metrics(message)
      case .traces: try? OTLPJSON.traces(message)
      case .logs: try? OTLPJSON.logs(message)
      }
    // The same bytes were decoded once, or there would be no request.
    return line ?? "{}"
  }
}

extension MetricData.Points {
  /// How many points there are.
  package var count: Int {
    switch self {
    case .gauge(let points), .sum(let points, _, _): points.count
    case .histogram(let points, _): points.count
    case .exponentialHistogram(let points, _): points.count
    case .summary(let points): points.count
    }
  }
}
