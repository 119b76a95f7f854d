import Foundation
import GRPCTransport
import OTLPReceiver
import XCTest

/// Runs `body` against a server on a free loopback port and a channel to it, and takes both down again.
func withServer(
  options: ChannelOptions = ChannelOptions(),
  maximumRequestBytes: Int = 64 * 1_024 * 1_024,
  handler: @escaping @Sendable (Request) -> Reply,
  _ body: (Channel, UnaryServer) throws -> Void
) throws {
  let server = try UnaryServer(
    address: "127.0.0.1:0", maximumRequestBytes: maximumRequestBytes, handler: handler)
  defer { server.stop(within: .seconds(5)) }
  try body(Channel(target: "127.0.0.1:\(server.port)", options: options), server)
}

extension ChannelOptions {
  /// Pauses as briefly as the core allows after a failed connection, which the core outlives its channel by.
  static var soonForgotten: ChannelOptions {
    var options = ChannelOptions()
    options.initialReconnectBackoff = .milliseconds(100)
    return options
  }
}

extension Channel {
  func start(
    _ message: Message = Message(copying: []),
    metadata: Metadata = [],
    timeout: Duration = .seconds(30)
  ) -> UnaryCall {
    startUnaryCall("/test.Service/Method", message: message, metadata: metadata, timeout: timeout)
  }

  /// The answer to one call, or a failure if there is none within a minute.
  func answer(
    to message: Message = Message(copying: []),
    metadata: Metadata = [],
    timeout: Duration = .seconds(30)
  ) throws -> Answer {
    try start(message, metadata: metadata, timeout: timeout).answer()
  }
}

extension UnaryCall {
  /// The answer, or a failure if there is none within a minute.
  func answer() throws -> Answer {
    try XCTUnwrap(wait(atMost: .seconds(60)))
  }
}

/// Something that happens once or more and can be waited for.
final class Signal: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  func send() {
    semaphore.signal()
  }

  /// Waits for one more `send`, at most a minute.
  func wait(file: StaticString = #filePath, line: UInt = #line) {
    XCTAssertEqual(semaphore.wait(timeout: .now() + 60), .success, file: file, line: line)
  }
}

/// Runs `body` on a thread of its own; the result is sent when it has ended.
func onThread(_ body: @escaping @Sendable () -> Void) -> Signal {
  let ended = Signal()
  Thread {
    body()
    ended.send()
  }.start()
  return ended
}
