import GRPCTransport
import OTLPReceiver
import Synchronization
import XCTest

final class UnaryCallTests: XCTestCase {
  func test_X12_responseOverTheLimit_isResourceExhausted() throws {
    var options = ChannelOptions()
    options.maximumResponseBytes = 1_000
    try withServer(options: options) {
      .ok(Array(repeating: 0, count: $0.message.isEmpty ? 1_001 : 1_000))
    } _: { channel, _ in
      let answer = try channel.answer()
      XCTAssertEqual(answer.status, .resourceExhausted)
      XCTAssertEqual(answer.statusMessage, "Received message larger than max (1001 vs. 1000)")
      XCTAssertEqual(answer.response, [])
      XCTAssertEqual(try channel.answer(to: Message(copying: [1])).response.count, 1_000)
    }
  }

  func test_requestOverTheServersLimit_isResourceExhausted() throws {
    try withServer(maximumRequestBytes: 1_000) { _ in
      .ok()
    } _: { channel, _ in
      XCTAssertEqual(try channel.answer(to: Message(copying: Array(repeating: 0, count: 1_000))).status, .ok)
      let answer = try channel.answer(to: Message(copying: Array(repeating: 0, count: 1_001)))
      XCTAssertEqual(answer.status, .resourceExhausted)
    }
  }

  func test_callWithoutAnswer_endsAtItsDeadline() throws {
    try withServer { _ in
      .never
    } _: { channel, _ in
      let start = ContinuousClock.now
      XCTAssertEqual(try channel.answer(timeout: .milliseconds(50)).status, .deadlineExceeded)
      // The core counts in whole milliseconds, so up to one of them may be missing.
      XCTAssertGreaterThanOrEqual(ContinuousClock.now - start, .milliseconds(49))
      XCTAssertEqual(try channel.answer(timeout: .zero).status, .deadlineExceeded)
      XCTAssertEqual(try channel.answer(timeout: .seconds(-1)).status, .deadlineExceeded)
    }
  }

  func test_waiting_canBeRepeatedUntilTheAnswerIsThere() throws {
    try withServer { _ in
      var reply = Reply.ok([1])
      reply.delay = .milliseconds(20)
      return reply
    } _: { channel, _ in
      let call = channel.start(timeout: .seconds(60))
      XCTAssertNil(call.wait(atMost: .zero))
      let answer = try call.answer()
      XCTAssertEqual(answer.response, [1])
      XCTAssertEqual(call.wait(atMost: .zero), answer)
    }
  }

  func test_callCancelledFromAnotherThread_ends() throws {
    let arrived = Signal()
    try withServer { _ in
      arrived.send()
      return .never
    } _: { channel, _ in
      let call = channel.start(timeout: .seconds(600))
      let ended = onThread {
        arrived.wait()
        call.cancel()
        call.cancel()
      }
      XCTAssertEqual(try call.answer().status, .cancelled)
      ended.wait()
      call.cancel()
    }
  }

  func test_callLetGoWithoutWaiting_leavesTheChannelUsable() throws {
    let count = Atomic(0)
    try withServer { request in
      count.add(1, ordering: .relaxed)
      return request.message.isEmpty ? .never : .ok(request.message)
    } _: { channel, _ in
      for _ in 0..<20 {
        _ = channel.start(timeout: .seconds(600))
        let waited = channel.start(timeout: .seconds(600))
        XCTAssertNil(waited.wait(atMost: .milliseconds(1)))
      }
      XCTAssertEqual(try channel.answer(to: Message(copying: [1])).response, [1])
    }
    XCTAssertGreaterThanOrEqual(count.load(ordering: .relaxed), 1)
  }

  func test_callsInFlight_getTheirOwnAnswers() throws {
    try withServer { request in
      var reply = Reply.ok(request.message)
      reply.delay = .milliseconds(Int64(20 - request.message[0]))
      return reply
    } _: { channel, _ in
      let calls = (0..<20).map { channel.start(Message(copying: [$0])) }
      XCTAssertEqual(try calls.map { try $0.answer().response }, (0..<20).map { [$0] })
    }
  }

  func test_moreThreadsThanMayWait_allGetTheirAnswers() throws {
    let threads = 3 * Channel.maximumWaitingThreads
    let right = Atomic(0)
    try withServer { request in
      .ok(request.message)
    } _: { channel, _ in
      let ended = (0..<threads).map { index in
        onThread {
          for round in 0..<50 {
            let bytes = [UInt8(index), UInt8(round)]
            let answer = channel.start(Message(copying: bytes)).wait(atMost: .seconds(60))
            if answer?.response == bytes { right.add(1, ordering: .relaxed) }
          }
        }
      }
      ended.forEach { $0.wait() }
    }
    XCTAssertEqual(right.load(ordering: .relaxed), threads * 50)
  }

  func test_callBrokenOffByTheServer_fails() throws {
    try withServer { request in
      request.message.isEmpty ? .reset : .ok()
    } _: { channel, _ in
      XCTAssertEqual(try channel.answer().status, .cancelled)
      XCTAssertEqual(try channel.answer(to: Message(copying: [1])).status, .ok)
    }
  }

  func test_call_keepsItsChannelAlive() throws {
    let server = try UnaryServer(address: "127.0.0.1:0") { .ok($0.message) }
    defer { server.stop(within: .seconds(5)) }
    let call = Channel(target: "127.0.0.1:\(server.port)").start(Message(copying: [4]))

    XCTAssertEqual(try call.answer().response, [4])
  }
}
