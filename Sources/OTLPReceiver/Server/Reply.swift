package import GRPCTransport

/// What a server does about a call.
package struct Reply: Equatable, Sendable {
  /// Whether the caller hears anything at all.
  package enum Delivery: Equatable, Sendable {
    /// The reply is sent.
    case sent
    /// Nothing happens until the caller gives up or the server stops.
    case withheld
    /// The call is broken off at once, as by a server that crashed on it.
    case reset
    /// Every connection breaks at once, as when a server is killed.
    case disconnected
  }

  package var delivery = Delivery.sent
  package var status = Status.ok
  /// The words that go with a status other than `.ok`.
  package var statusMessage = ""
  /// The bytes of the response; sent only if `status` is `.ok`. Nil for a call that ends without a response.
  package var message: [UInt8]? = []
  package var initialMetadata: Metadata = []
  package var trailingMetadata: Metadata = []
  /// How long the caller waits for it. Other calls do not; a server that stops sends it at once.
  package var delay = Duration.zero
  /// Whether clients are asked to make new connections (GOAWAY) as the call arrives. It is still answered on its own.
  package var goesAway = false

  package init() {}

  /// A response of `message`.
  package static func ok(_ message: [UInt8] = []) -> Reply {
    var reply = Reply()
    reply.message = message
    return reply
  }

  /// A failure.
  package static func failure(_ status: Status, _ message: String = "") -> Reply {
    var reply = Reply()
    reply.status = status
    reply.statusMessage = message
    return reply
  }

  /// No reply, ever.
  package static var never: Reply {
    var reply = Reply()
    reply.delivery = .withheld
    return reply
  }

  /// A call broken off.
  package static var reset: Reply {
    var reply = Reply()
    reply.delivery = .reset
    return reply
  }

  /// Connections broken off.
  package static var disconnected: Reply {
    var reply = Reply()
    reply.delivery = .disconnected
    // Somebody has to listen afterwards.
    reply.goesAway = true
    return reply
  }
}
