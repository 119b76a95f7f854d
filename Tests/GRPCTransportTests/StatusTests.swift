import GRPCTransport
import OTLPReceiver
import XCTest

final class StatusTests: XCTestCase {
  func test_everyStatus_comesBackWithItsMessage() throws {
    try withServer { request in
      let status = Status(code: Int32(request.metadata.text("x-status") ?? "") ?? -1)
      var reply = Reply.failure(status, "because: ü \(status)")
      reply.message = [1]
      return reply
    } _: { channel, _ in
      for status in Status.allCases {
        let answer = try channel.answer(metadata: [.init("x-status", "\(status.rawValue)")])

        XCTAssertEqual(answer.status, status)
        XCTAssertEqual(answer.statusMessage, "because: ü \(status)")
        XCTAssertEqual(answer.response, status == .ok ? [1] : [])
      }
    }
    XCTAssertEqual(Status.allCases.count, 17)
  }

  func test_codeOutsideTheSeventeen_isUnknown() {
    XCTAssertEqual(Status(code: 17), .unknown)
    XCTAssertEqual(Status(code: -1), .unknown)
    XCTAssertEqual(Status(code: 14), .unavailable)
    XCTAssertEqual("\(Status.deadlineExceeded)", "DEADLINE_EXCEEDED")
  }
}
