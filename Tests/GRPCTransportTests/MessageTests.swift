import GRPCTransport
import OTLPReceiver
import Synchronization
import XCTest

final class MessageTests: XCTestCase {
  func test_messageOfSeveralParts_arrivesAsOneInOrder() throws {
    let seen = Mutex<[Request]>([])
    let middle = [UInt8](repeating: 4, count: 1_000)
    let message = Message { message in
      message.append(copying: [1, 2, 3])
      unsafe middle.withUnsafeBytes { unsafe message.append(copying: RawSpan(_unsafeBytes: $0)) }
      message.append(copying: [])
      message.append(copying: [5])
    }
    let expected: [UInt8] = [1, 2, 3] + middle + [5]
    XCTAssertEqual(message.byteCount, 1_004)

    try withServer { request in
      seen.withLock { $0.append(request) }
      return .ok(request.message.reversed())
    } _: { channel, _ in
      let call = channel.startUnaryCall("/a.B/C", message: message, timeout: .seconds(30))
      let answer = try call.answer()

      XCTAssertEqual(answer.status, .ok)
      XCTAssertEqual(answer.statusMessage, "")
      XCTAssertEqual(answer.response, expected.reversed())
    }
    XCTAssertEqual(seen.withLock { $0.map(\.message) }, [expected])
    XCTAssertEqual(seen.withLock { $0.map(\.method) }, ["/a.B/C"])
  }

  func test_messageOfAnySize_comesBackAsItWas() throws {
    // 0: no slice; 20: inside the slice itself; the rest: counted memory, one frame and many.
    try withServer {
      .ok($0.message)
    } _: { channel, _ in
      for count in [0, 1, 20, 23, 24, 16_384, 4_000_000] {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        XCTAssertEqual(try channel.answer(to: Message(copying: bytes)).response, bytes, "\(count) bytes")
      }
    }
  }

  func test_requestOfFiveMebibytes_isNotLimitedByTheClient() throws {
    let count = 5 * 1_024 * 1_024
    try withServer {
      .ok(Array("\($0.message.count)".utf8))
    } _: { channel, _ in
      let answer = try channel.answer(to: Message(copying: Array(repeating: 1, count: count)))

      XCTAssertEqual(String(decoding: answer.response, as: UTF8.self), "\(count)")
    }
  }

  func test_messageSentSeveralTimes_isTheSameEachTime() throws {
    let owner = Owner([9, 8, 7])
    let message = Message { unsafe $0.append(lending: owner.memory, keptAliveBy: owner) }

    try withServer {
      .ok($0.message)
    } _: { channel, _ in
      let calls = (0..<3).map { _ in channel.start(message) }
      XCTAssertEqual(try calls.map { try $0.answer().response }, Array(repeating: [9, 8, 7], count: 3))
      XCTAssertEqual(try channel.answer(to: message).response, [9, 8, 7])
    }
  }

  func test_ownerOfLentMemory_isReleasedOnceEverybodyIsDone() throws {
    let released = Signal()
    weak var weakOwner: Owner?
    var message: Message?
    do {
      let owner = Owner(Array(repeating: 5, count: 100_000)) { released.send() }
      weakOwner = owner
      message = Message { message in
        unsafe message.append(lending: owner.memory, keptAliveBy: owner)
        unsafe message.append(lending: owner.memory, keptAliveBy: owner)
      }
    }
    try withServer {
      .ok(Array($0.message.prefix(1)))
    } _: { channel, _ in
      let toSend = try XCTUnwrap(message)
      XCTAssertEqual(toSend.byteCount, 200_000)
      XCTAssertEqual(try channel.answer(to: toSend).response, [5])
      XCTAssertEqual(try channel.answer(to: toSend).response, [5])
    }
    XCTAssertNotNil(weakOwner)
    message = nil
    released.wait()
    XCTAssertNil(weakOwner)
  }

  func test_messageThatFailsToBeFilled_releasesWhatItHad() {
    struct Failure: Error, Equatable {}
    let released = Signal()
    weak var weakOwner: Owner?
    XCTAssertThrowsError(
      try Message { message throws(Failure) in
        let owner = Owner([1]) { released.send() }
        weakOwner = owner
        unsafe message.append(lending: owner.memory, keptAliveBy: owner)
        message.append(copying: [2])
        throw Failure()
      }
    ) { XCTAssertEqual($0 as? Failure, Failure()) }
    released.wait()
    XCTAssertNil(weakOwner)
  }

  func test_compressedMessage_arrivesExpanded() throws {
    var options = ChannelOptions()
    options.compression = .gzip
    let bytes = Array(repeating: UInt8(7), count: 1_000_000)
    // The limit counts what travels; a server that accepts this much has seen it compressed.
    try withServer(options: options) {
      .ok(Array("\($0.message == bytes)".utf8))
    } _: { channel, _ in
      XCTAssertEqual(try channel.answer(to: Message(copying: bytes)).response, Array("true".utf8))
    }
  }
}

/// Memory that somebody lends, and who notes its end.
@safe private final class Owner {
  let memory: UnsafeRawBufferPointer
  private let onEnd: () -> Void

  init(_ bytes: [UInt8], onEnd: @escaping () -> Void = {}) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    unsafe copy.copyBytes(from: bytes)
    unsafe memory = UnsafeRawBufferPointer(copy)
    self.onEnd = onEnd
  }

  deinit {
    unsafe memory.deallocate()
    onEnd()
  }
}
