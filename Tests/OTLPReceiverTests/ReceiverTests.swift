import GRPCTransport
import OTLPEncoding
import OTLPReceiver
import Synchronization
import Telemetry
import XCTest

final class ReceiverTests: XCTestCase {
  func test_requestOfEachSignal_reachesTheHandlerDecoded() throws {
    try withReceiver { _ in
      .ok
    } _: { client, receiver, received in
      XCTAssertEqual(try client.export(.metrics, Sample.metrics).status, .ok)
      XCTAssertEqual(try client.export(.traces, Sample.traces).status, .ok)
      XCTAssertEqual(try client.export(.logs, Sample.logs).status, .ok)

      XCTAssertEqual(
        received.all.flatMap(\.lines),
        [
          "metric m gauge {} = 7",
          "span   op unspecified 0.0ms unset trace=00000000000000000000000000000000 span=0000000000000000",
          #"log    UNSPECIFIED "hi""#,
        ]
      )
      XCTAssertEqual(received.all.map(\.message), [Sample.metrics, Sample.traces, Sample.logs])
      XCTAssertEqual(receiver.counts.requests, 3)
      XCTAssertEqual(receiver.counts.items, ItemCounts(dataPoints: 1, spans: 1, logRecords: 1))
      XCTAssertEqual(
        receiver.counts.bytes,
        UInt64([Sample.metrics, Sample.traces, Sample.logs].map(\.count).reduce(0, +))
      )
    }
  }

  func test_fullSuccess_isAnEmptyResponse() throws {
    try withReceiver { _ in
      .ok
    } _: { client, _, _ in
      XCTAssertEqual(try client.export(.metrics, []).response, [])
    }
  }

  func test_partialSuccess_isReadByTheDecoder() throws {
    try withReceiver { _ in
      .partialSuccess(rejected: 3, message: "too old")
    } _: { client, _, _ in
      let answer = try client.export(.logs, Sample.logs)

      XCTAssertEqual(answer.status, .ok)
      XCTAssertEqual(
        try OTLPDecoder.logsResponse(answer.response),
        ExportResponse(rejected: 3, message: "too old")
      )
    }
  }

  func test_refusalWithRetryDelay_carriesStatusDetails() throws {
    let busy = CollectorAnswer.status(.unavailable, message: "busy", retryDelay: .milliseconds(5_500))
    try withReceiver { _ in
      busy
    } _: { client, _, _ in
      let answer = try client.export(.traces, Sample.traces)

      XCTAssertEqual(answer.status, .unavailable)
      XCTAssertEqual(answer.statusMessage, "busy")
      let details = try XCTUnwrap(answer.trailingMetadata["grpc-status-details-bin"])
      XCTAssertEqual(RetryInfo.delay(fromStatusDetails: details), .milliseconds(5_500))
    }
  }

  func test_unknownMethod_isUnimplementedAndCounted() throws {
    try withReceiver { _ in
      .ok
    } _: { client, receiver, received in
      let answer = try client.call("/opentelemetry.proto.collector.profiles.v1.ProfilesService/Export", [])

      XCTAssertEqual(answer.status, .unimplemented)
      XCTAssertTrue(answer.statusMessage.hasPrefix("unknown method /opentelemetry.proto.collector.profiles"))
      XCTAssertEqual(receiver.counts.unknownMethods, 1)
      XCTAssertEqual(received.all.count, 0)
    }
  }

  func test_undecodableRequest_isInvalidAndCounted() throws {
    try withReceiver { _ in
      .ok
    } _: { client, receiver, received in
      let answer = try client.export(.traces, [0x0A, 0x05, 0x12])

      XCTAssertEqual(answer.status, .invalidArgument)
      XCTAssertEqual(
        answer.statusMessage,
        "cannot decode the request: ExportTraceServiceRequest.resource_spans: "
          + "expected 5 bytes, found 1 at byte 2"
      )
      XCTAssertEqual(receiver.counts.undecodable, 1)
      XCTAssertEqual(receiver.counts.requests, 0)
      XCTAssertEqual(received.all.count, 0)
    }
  }

  func test_headers_arriveWithTheRequest() throws {
    try withReceiver { _ in
      .ok
    } _: { client, _, received in
      _ = try client.export(.metrics, [], metadata: [Metadata.Entry("x-tenant", "blue")])

      XCTAssertEqual(received.all.first?.header("x-tenant"), "blue")
      XCTAssertNil(received.all.first?.header("x-other"))
    }
  }

  func test_takenPort_isAnErrorThatNamesIt() throws {
    try withReceiver { _ in
      .ok
    } _: { _, receiver, _ in
      XCTAssertThrowsError(try Receiver(listeningOn: "127.0.0.1:\(receiver.port)") { _ in .ok }) { error in
        XCTAssertTrue("\(error)".contains("127.0.0.1:\(receiver.port)"), "\(error)")
      }
    }
  }

  func test_json_isTheRequestOnOneLine() throws {
    try withReceiver { _ in
      .ok
    } _: { client, _, received in
      _ = try client.export(.logs, Sample.logs)

      XCTAssertEqual(
        received.all.first?.json,
        #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"hi"}}]}]}]}"#
      )
    }
  }
}

/// Requests of one item each.
private enum Sample {
  static let metrics: [UInt8] =
    [0x0A, 0x14, 0x12, 0x12, 0x12, 0x10, 0x0A, 0x01, 0x6D, 0x2A, 0x0B, 0x0A, 0x09] + [
      0x31, 7, 0, 0, 0, 0, 0, 0, 0,
    ]
  static let traces: [UInt8] = [0x0A, 0x08, 0x12, 0x06, 0x12, 0x04, 0x2A, 0x02, 0x6F, 0x70]
  static let logs: [UInt8] = [0x0A, 0x0A, 0x12, 0x08, 0x12, 0x06, 0x2A, 0x04, 0x0A, 0x02, 0x68, 0x69]
}

/// Requests in the order they were handled.
private final class Received: Sendable {
  private let requests = Mutex<[ReceivedRequest]>([])

  var all: [ReceivedRequest] { requests.withLock(\.self) }

  func append(_ request: ReceivedRequest) {
    requests.withLock { $0.append(request) }
  }
}

/// A plain gRPC client of one receiver.
private struct Client {
  let channel: Channel

  func export(_ signal: TelemetrySignal, _ bytes: [UInt8], metadata: Metadata = []) throws -> Answer {
    let names: [TelemetrySignal: String] = [
      .metrics: "metrics.v1.MetricsService", .traces: "trace.v1.TraceService", .logs: "logs.v1.LogsService",
    ]
    return try call("/opentelemetry.proto.collector.\(names[signal] ?? "")/Export", bytes, metadata: metadata)
  }

  func call(_ method: String, _ bytes: [UInt8], metadata: Metadata = []) throws -> Answer {
    let call = channel.startUnaryCall(
      method,
      message: Message(copying: bytes),
      metadata: metadata,
      timeout: .seconds(30)
    )
    return try XCTUnwrap(call.wait(atMost: .seconds(60)))
  }
}

/// Runs `body` against a receiver that answers what `answer` says and keeps what it got.
private func withReceiver(
  _ answer: @escaping @Sendable (ReceivedRequest) -> CollectorAnswer,
  _ body: (Client, Receiver, Received) throws -> Void
) throws {
  let received = Received()
  let receiver = try Receiver { request in
    received.append(request)
    return answer(request)
  }
  defer { receiver.stop(within: .seconds(5)) }
  try body(Client(channel: Channel(target: "127.0.0.1:\(receiver.port)")), receiver, received)
}
