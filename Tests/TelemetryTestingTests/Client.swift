import GRPCTransport
import OTLPEncoding
import Telemetry
import TelemetryTesting
import XCTest

/// A plain gRPC client of one collector.
struct Client {
  let channel: Channel

  init(_ collector: FakeCollector) {
    channel = Channel(target: collector.endpoint.replacing("http://", with: ""))
  }

  func export(_ request: [UInt8], to signal: TelemetrySignal = .logs, timeout: Duration = .seconds(30)) throws
    -> Answer
  {
    let services: [TelemetrySignal: String] = [
      .metrics: "metrics.v1.MetricsService", .traces: "trace.v1.TraceService", .logs: "logs.v1.LogsService",
    ]
    let call = channel.startUnaryCall(
      "/opentelemetry.proto.collector.\(services[signal] ?? "")/Export",
      message: Message(copying: request),
      timeout: timeout
    )
    return try XCTUnwrap(call.wait(atMost: .seconds(60)))
  }

  /// Exports as an SDK would: what crossed the end of a connection on its way is sent again.
  func exportAgainUntilTaken(_ request: [UInt8]) throws {
    for _ in 0..<20 {
      let answer = try export(request)
      if answer.status == .ok { return }
      XCTAssertTrue([.cancelled, .unavailable].contains(answer.status), "\(answer)")
      _ = channel.waitUntilReady(atMost: .seconds(10))
    }
    XCTFail("the connection is not made again")
  }
}

/// Requests as an SDK would send them.
enum Sample {
  /// `items` are elements of `metrics`, `spans` or `log_records`.
  static func request(_ items: [UInt8]...) -> [UInt8] {
    field(1, field(2, items.flatMap { field(2, $0) }))
  }

  /// A log record with a body of text.
  static func log(_ text: String) -> [UInt8] {
    field(5, field(1, Array(text.utf8)))
  }

  /// A cumulative sum with one point per value; the attribute `k` tells them apart.
  static func sum(_ name: String, _ values: [String: UInt8], temporality: UInt8 = 2) -> [UInt8] {
    let points = values.sorted { $0.key < $1.key }.flatMap { key, value in
      field(
        1,
        [0x31, value, 0, 0, 0, 0, 0, 0, 0] + field(7, field(1, [0x6B]) + field(2, field(1, Array(key.utf8)))))
    }
    return field(1, Array(name.utf8)) + field(7, points + [0x10, temporality, 0x18, 1])
  }

  /// A span of trace 1 that began at `start`.
  static func span(_ name: String, id: UInt8, parent: UInt8? = nil, start: UInt8) -> [UInt8] {
    let trace = field(1, Array(repeating: 0, count: 15) + [1])
    let parent = parent.map { field(4, [0, 0, 0, 0, 0, 0, 0, $0]) } ?? []
    return trace + field(2, [0, 0, 0, 0, 0, 0, 0, id]) + parent + field(5, Array(name.utf8))
      + [0x30, 1, 0x39, start, 0, 0, 0, 0, 0, 0, 0]
  }

  private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    let count = content.count
    return [number << 3 | 2] + (count < 128 ? [UInt8(count)] : [UInt8(count & 127) | 128, UInt8(count >> 7)])
      + content
  }
}
