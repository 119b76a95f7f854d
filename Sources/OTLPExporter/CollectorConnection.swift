import GRPCTransport
import OTLPEncoding
import Synchronization
import Telemetry
import WireFormat

/// The one channel to the collector, shared by all signals and opened at the first export.
final class CollectorConnection: Sendable {
  /// How often a wait for an answer looks whether it is still wanted.
  private static let glance = Duration.milliseconds(50)

  /// How long a connection that failed is given to come back before a call is tried on it.
  private static let chance = Duration.milliseconds(100)

  private let options: OTLPExporterOptions
  private let headers: Renewing<Metadata>
  private let credentials: Renewing<ChannelCredentials>
  private let handshakes: FailedHandshakes
  private let open = Mutex<Open?>(nil)

  /// A channel and what it was made with.
  private struct Open {
    let channel: Channel
    let credentials: ChannelCredentials
  }

  init(_ options: OTLPExporterOptions, clock: any TelemetryClock, diagnostics: Diagnostics) {
    self.options = options
    headers = Renewing(
      options.headers, from: options.renewedHeaders, every: .seconds(1), clock: clock,
      diagnostics: diagnostics)
    credentials = Renewing(
      options.credentials, from: options.renewedCredentials, every: .seconds(60), clock: clock,
      diagnostics: diagnostics)
    handshakes = FailedHandshakes(options, credentials: credentials, clock: clock)
  }

  /// Makes the collector's words fit to be shown.
  var words: ForeignWords { ForeignWords(hiding: headers.recent) }

  /// Sends `message` and waits for the answer; nil when `isWanted` turned false first, and the call was cancelled.
  func send(
    _ message: Message,
    of signal: TelemetrySignal,
    timeout: Duration,
    while isWanted: () -> Bool
  ) -> Answer? {
    let used = headers.current
    let answer = call(message, of: signal, with: used, timeout: timeout, while: isWanted)
    // A token may have been renewed since the last look; the one that was refused would be refused again.
    guard answer?.status == .unauthenticated, isWanted(), let new = headers.replacement(of: used) else {
      return answer
    }
    return call(message, of: signal, with: new, timeout: timeout, while: isWanted)
  }

  private func call(
    _ message: Message,
    of signal: TelemetrySignal,
    with headers: Metadata,
    timeout: Duration,
    while isWanted: () -> Bool
  ) -> Answer? {
    let open = openChannel()
    let channel = open.channel
    if channel.connectivity() == .transientFailure { _ = channel.waitUntilReady(atMost: Self.chance) }
    let call = channel.startUnaryCall(
      signal.exportMethod,
      message: message,
      metadata: headers,
      timeout: timeout
    )
    while isWanted() {
      if let answer = call.wait(atMost: Self.glance) {
        return handshakes.examined(answer, with: open.credentials, while: isWanted)
      }
    }
    call.cancel()
    return nil
  }

  /// Lets the next attempt connect at once instead of sitting out gRPC's own pause.
  func resetBackoff() {
    open.withLock { $0?.channel.resetConnectBackoff() }
  }

  /// Closes the connection; the next attempt opens a new one.
  func close() {
    open.withLock { $0 = nil }
  }

  /// The channel, a new one when the credentials have changed; the old one ends with its last call.
  private func openChannel() -> Open {
    let credentials = credentials.current
    return open.withLock { open in
      if let open, open.credentials == credentials { return open }
      let channel = Channel(target: options.target, credentials: credentials, options: options.channel)
      let new = Open(channel: channel, credentials: credentials)
      open = new
      return new
    }
  }
}

extension Message {
  /// The request's parts, lent to gRPC where they are.
  convenience init(_ request: EncodedRequest) {
    self.init { builder in
      for part in request.parts { unsafe builder.append(lending: part.memory, keptAliveBy: part) }
    }
  }
}
