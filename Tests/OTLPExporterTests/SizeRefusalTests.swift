import GRPCTransport
import OTLPExporter
import OTLPReceiver
import XCTest

/// How a collector that finds a request too large is understood.
final class SizeRefusalTests: XCTestCase {
  private let found = 9_437_184
  private let taken = 4_194_304

  func test_FS24_theWordsOfEveryImplementation_nameTheLimit() {
    let words: [(Status, String)] = [
      (.resourceExhausted, "Received message larger than max (9437184 vs. 4194304)"),
      (.resourceExhausted, "CLIENT: Received message larger than max (9437184 vs. 4194304)"),
      (.resourceExhausted, "grpc: received message larger than max (9437184 vs. 4194304)"),
      (
        .resourceExhausted, "grpc: received message after decompression larger than max (9437184 vs. 4194304)"
      ),
      (.resourceExhausted, "grpc: received message after decompression larger than max 4194304"),
      (.resourceExhausted, "Received message larger than max (9437184 vs 4194304)"),
      (.resourceExhausted, "Received message that decompresses to a size larger than 4194304"),
      (.resourceExhausted, "gRPC message exceeds maximum size 4194304: 9437184"),
      (.resourceExhausted, "Compressed gRPC message exceeds maximum size 4194304: 9437184 bytes read"),
      (.resourceExhausted, "Decompressed gRPC message exceeds maximum size 4194304"),
      (.resourceExhausted, "message size 9437184 is larger than configured max 4194304"),
      (
        .resourceExhausted,
        "message is larger than configured max 4194304 - unable to determine message size: EOF"
      ),
      (.outOfRange, "Error, message length too large: found 9437184 bytes, the limit is: 4194304 bytes"),
      (
        .outOfRange,
        "Error, decoded message length too large: found 9437184 bytes, the limit is: 4194304 bytes"
      ),
      // Of the next collector, handed on.
      (
        .resourceExhausted,
        "rpc error: code = ResourceExhausted desc = grpc: received message larger than max (9437184 vs. 4194304)"
      ),
    ]
    for (status, message) in words {
      XCTAssertEqual(refusal(status, message)?.limit, taken, message)
      // The words alone, or the status alone, are not enough.
      for other in Status.allCases where other != status { XCTAssertNil(refusal(other, message), message) }
    }
  }

  func test_FS24_refusalWithoutANumber_isOneWithoutALimit() throws {
    let refusal = refusal(.resourceExhausted, "Received message exceeds the maximum configured message size.")
    XCTAssertNil(try XCTUnwrap(refusal).limit)
  }

  func test_FS24_otherWords_areNoSizeRefusal() {
    let words: [(Status, String)] = [
      (.resourceExhausted, ""),
      (.resourceExhausted, "slow down"),
      (.resourceExhausted, "quota of 4194304 bytes exceeded"),
      (.resourceExhausted, "grpc: trying to send message larger than max (9437184 vs. 4194304)"),
      (.resourceExhausted, "Sent message larger than max (9437184 vs. 4194304)"),
      (
        .outOfRange,
        "Error, encoded message length too large: found 9437184 bytes, the limit is: 4194304 bytes"
      ),
      (.outOfRange, "offset 9437184 is beyond 4194304"),
    ]
    for (status, message) in words { XCTAssertNil(refusal(status, message), message) }
  }

  func test_FS24_limitThatCannotBe_isNotBelieved() {
    for limit in ["0", "-1", "1023", "9437184", "9437185", "99999999999999999999"] {
      XCTAssertNil(
        refusal(.resourceExhausted, "Received message larger than max (9437184 vs. \(limit))"), limit)
    }
    for limit in [1_024, 9_437_183] {
      let message = "Received message larger than max (9437184 vs. \(limit))"
      XCTAssertEqual(refusal(.resourceExhausted, message)?.limit, limit)
    }
  }

  func test_X28_responseOverOurOwnLimit_isNotTakenForTheRequest() {
    func refusal(_ size: Int, _ limit: Int) -> SizeRefusal? {
      let message = "Received message larger than max (\(size) vs. \(limit))"
      let answer = Answer(status: .resourceExhausted, statusMessage: message)
      return SizeRefusal(answer, requestBytes: 9_000, maximumResponseBytes: 4_000)
    }
    // As large as the request, with or without framing, or smaller, when it was compressed.
    for size in [4_001, 9_000, 9_005] { XCTAssertEqual(refusal(size, 4_000)?.limit, 4_000, "\(size)") }
    XCTAssertNil(refusal(9_006, 4_000))
    // Any other limit is not ours.
    XCTAssertEqual(refusal(9_006, 4_001)?.limit, 4_001)
  }

  func test_X28_FS24_whatTheCoreSays_isUnderstood() throws {
    let server = try UnaryServer(address: "127.0.0.1:0", maximumRequestBytes: 4_096) { _ in
      .ok([UInt8](repeating: 0, count: 3_000))
    }
    defer { server.stop(within: .seconds(5)) }
    var options = ChannelOptions()
    options.maximumResponseBytes = 2_000
    let channel = Channel(target: "127.0.0.1:\(server.port)", options: options)
    for (size, limit) in [(5_000, 4_096), (2_500, nil), (10, nil)] {
      let message = Message(copying: [UInt8](repeating: 0, count: size))
      let call = channel.startUnaryCall("/test.Service/Method", message: message, timeout: .seconds(30))
      let answer = try XCTUnwrap(call.wait(atMost: .seconds(60)))
      XCTAssertEqual(answer.status, .resourceExhausted)
      let refusal = SizeRefusal(
        answer, requestBytes: size, maximumResponseBytes: options.maximumResponseBytes)
      XCTAssertEqual(refusal?.limit, limit, answer.statusMessage)
    }
  }

  private func refusal(_ status: Status, _ message: String) -> SizeRefusal? {
    SizeRefusal(
      Answer(status: status, statusMessage: message), requestBytes: found, maximumResponseBytes: taken)
  }
}
