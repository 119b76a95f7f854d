import Foundation
import GRPCTransport
import OTLPReceiver
import Synchronization
import XCTest

final class UnaryServerTests: XCTestCase {
  func test_portInUse_isAnError() throws {
    let first = try UnaryServer(address: "127.0.0.1:0") { _ in .ok() }
    defer { first.stop(within: .zero) }
    let address = "127.0.0.1:\(first.port)"

    XCTAssertThrowsError(try UnaryServer(address: address) { _ in .ok() }) {
      XCTAssertEqual($0 as? ReceiverError, .cannotListen(address: address, reason: "Address already in use"))
      XCTAssertEqual("\($0)", "cannot listen on \(address): Address already in use")
    }
  }

  func test_addressThatIsNone_isAnErrorWithItsReason() {
    XCTAssertThrowsError(try UnaryServer(address: "127.0.0.1:99999") { _ in .ok() }) {
      XCTAssertEqual(
        "\($0)", "cannot listen on 127.0.0.1:99999: expected a port from 0 to 65535, found 99999")
    }
    for address in ["no-such-host.invalid:0", "192.0.2.1:0", ""] {
      XCTAssertThrowsError(try UnaryServer(address: address) { _ in .ok() }) {
        XCTAssertTrue("\($0)".hasPrefix("cannot listen on \(address): "), "\($0)")
      }
    }
  }

  func test_portOfAStoppedServer_isFreeAgain() throws {
    let first = try UnaryServer(address: "127.0.0.1:0") { _ in .ok([1]) }
    first.stop(within: .zero)
    let second = try UnaryServer(address: "127.0.0.1:\(first.port)") { _ in .ok([2]) }
    defer { second.stop(within: .seconds(5)) }

    XCTAssertEqual(second.port, first.port)
    XCTAssertEqual(try Channel(target: "127.0.0.1:\(second.port)").answer().response, [2])
  }

  func test_socketFile_servesAsWell() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).sock").path
    let server = try UnaryServer(address: "unix:\(path)") { .ok($0.message) }
    defer { server.stop(within: .seconds(5)) }

    XCTAssertEqual(server.port, 0)
    XCTAssertEqual(try Channel(target: "unix:\(path)").answer(to: Message(copying: [3])).response, [3])
  }

  func test_delayedReply_doesNotHoldUpOthers() throws {
    try withServer { request in
      var reply = Reply.ok(request.message)
      if request.message == [1] { reply.delay = .seconds(600) }
      return reply
    } _: { channel, server in
      let slow = channel.start(Message(copying: [1]), timeout: .seconds(900))
      XCTAssertNil(slow.wait(atMost: .milliseconds(1)))
      XCTAssertEqual(try channel.answer(to: Message(copying: [2])).response, [2])

      server.stop(within: .seconds(60))
      XCTAssertEqual(try slow.answer().response, [1])
    }
  }

  func test_stop_answersCallsInFlight() throws {
    let arrived = Signal()
    try withServer { _ in
      arrived.send()
      return .never
    } _: { channel, server in
      let calls = (0..<5).map { _ in channel.start(timeout: .seconds(600)) }
      let stopped = onThread {
        calls.forEach { _ in arrived.wait() }
        server.stop(within: .seconds(60))
      }
      let answers = try calls.map { try $0.answer() }
      stopped.wait()

      XCTAssertEqual(answers.map(\.status), Array(repeating: .unavailable, count: 5))
      XCTAssertEqual(answers.first?.statusMessage, "the server is stopping")
      XCTAssertEqual(try channel.answer().status, .unavailable)
    }
  }

  func test_stop_endsWithPeersThatDoNotLetGo() throws {
    try withServer { _ in
      .ok()
    } _: { _, server in
      let clients = try (0..<3).map { _ in try SilentClient(port: server.port) }
      let start = ContinuousClock.now
      server.stop(within: .milliseconds(50))

      XCTAssertGreaterThanOrEqual(ContinuousClock.now - start, .milliseconds(50))
      XCTAssertEqual(clients.count, 3)
    }
  }

  func test_stopping_fromSeveralThreadsAndTwice_isHarmless() throws {
    try withServer { _ in
      .ok()
    } _: { channel, server in
      XCTAssertEqual(try channel.answer().status, .ok)
      let stops = (0..<4).map { _ in onThread { server.stop(within: .seconds(5)) } }
      stops.forEach { $0.wait() }
      server.stop(within: .zero)
    }
  }

  func test_letGo_stops() throws {
    var server: UnaryServer? = try UnaryServer(address: "127.0.0.1:0") { _ in .ok() }
    let port = try XCTUnwrap(server?.port)
    let channel = Channel(target: "127.0.0.1:\(port)")
    XCTAssertEqual(try channel.answer().status, .ok)

    server = nil
    XCTAssertEqual(try channel.answer().status, .unavailable)
  }

  func test_clientThatComesBack_findsTheNewServer() throws {
    var options = ChannelOptions()
    options.initialReconnectBackoff = .seconds(60)
    options.maximumReconnectBackoff = .seconds(120)
    let first = try UnaryServer(address: "127.0.0.1:0") { _ in .ok([1]) }
    let channel = Channel(target: "127.0.0.1:\(first.port)", options: options)
    XCTAssertEqual(try channel.answer().response, [1])
    XCTAssertEqual(channel.connectivity(), .ready)
    first.stop(within: .zero)
    while try channel.answer().status == .ok {}

    let second = try UnaryServer(address: "127.0.0.1:\(first.port)") { _ in .ok([2]) }
    defer { second.stop(within: .seconds(5)) }
    // Without this the channel would sit out its pause of a minute.
    let reached = try (0..<1_000).contains { _ in
      channel.resetConnectBackoff()
      return try channel.answer().response == [2]
    }
    XCTAssertTrue(reached)
  }
}
