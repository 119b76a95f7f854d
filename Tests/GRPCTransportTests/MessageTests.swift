import GRPCTransport
import OTLPReceiver
import Synchronization
import XCTest

final class MessageTests: XCTestCase {
  func test_messageOfSeveralParts_arrivesAsOneInOrder() throws {
    let seen = Mutex<[Request]>([])
    let message = Message { message in
      message.append(copying: [1, 2, 3])
      message.append(copying: Array(repeating: 4, count: 1_000))
      message.append(copying: [])
      message.append(copying: [5])
    }
    let expected: [UInt8] = [1, 2, 3] + Array(repeating: 4, count: 1_000) + [5]
    XCTAssertEqual(message.byteCount, 1_004)

    try withServer { request in
      seen.withLock { $0.append(request) }
      return .ok(request.message.reversed())
    } _: { channel, _ in
      let answer = try channel.answer(to: "/a.B/C", message)

      XCTAssertEqual(answer.status, .ok)
      XCTAssertEqual(answer.statusMessage, "")
      XCTAssertEqual(answer.response, expected.reversed())
    }
    XCTAssertEqual(seen.withLock { $0.map(\.message) }, [expected])
    XCTAssertEqual(seen.withLock { $0.map(\.method) }, ["/a.B/C"])
  }
}
