import GRPCTransport
import OTLPReceiver
import XCTest

/// Runs `body` against a server on a free loopback port and a channel to it, and takes both down again.
func withServer(
  options: ChannelOptions = ChannelOptions(),
  handler: @escaping @Sendable (Request) -> Reply,
  _ body: (Channel, UnaryServer) throws -> Void
) throws {
  let server = try UnaryServer(address: "127.0.0.1:0", handler: handler)
  defer { server.stop(within: .seconds(5)) }
  try body(Channel(target: "127.0.0.1:\(server.port)", options: options), server)
}

extension Channel {
  /// The answer to one call, or a failure if there is none within a minute.
  func answer(
    to method: String = "/test.Service/Method",
    _ message: Message = Message(copying: []),
    metadata: Metadata = [],
    timeout: Duration = .seconds(30)
  ) throws -> Answer {
    let call = startUnaryCall(method, message: message, metadata: metadata, timeout: timeout)
    return try XCTUnwrap(call.wait(atMost: .seconds(60)))
  }
}
