import GRPCTransport
import OTLPEncoding
import Synchronization
import Telemetry
import WireFormat

/// A call of the collector whose answer may be waited for.
struct CollectorCall {
  fileprivate let message: Message
  fileprivate let signal: TelemetrySignal
  fileprivate let timeout: Duration
  /// On the clock of the machine, as the timeout of a call is.
  fileprivate let began = ContinuousClock.now
  fileprivate var headers: Metadata
  /// What was sent, and where; nil in a process where nothing can be.
  fileprivate var sent: SentCall?
  /// Whether it was made anew with other headers.
  fileprivate var isRepeated = false

  /// Gives it up.
  func cancel() { sent?.call.cancel() }
}

private struct SentCall {
  let connection: OpenConnection
  let call: UnaryCall
}

/// A channel and what it was made with.
private struct OpenConnection {
  let channel: Channel
  let credentials: ChannelCredentials
}

/// The one channel to the collector, shared by all signals and opened at the first export.
final class CollectorConnection: Sendable {
  /// How long a connection that failed is given to come back before a call is tried on it.
  private static let chance = Duration.milliseconds(100)

  /// How much earlier than its timeout a call may end for it.
  static let slack = Duration.milliseconds(10)

  private static let leftBehind = Answer(
    status: .unavailable,
    statusMessage: "this process was forked from one that exports, and cannot unless it executes a program")

  private let options: OTLPExporterOptions
  private let headers: Renewing<Metadata>
  private let credentials: Renewing<ChannelCredentials>
  private let handshakes: FailedHandshakes
  private let connection = Mutex<OpenConnection?>(nil)

  /// `isHurried` ends what may be left out.
  init(
    _ options: OTLPExporterOptions,
    clock: any TelemetryClock,
    diagnostics: DeliveryDiagnostics,
    isHurried: @escaping @Sendable () -> Bool
  ) {
    self.options = options
    // Any of the last may still be in the answer to a call that is open.
    headers = Renewing(
      options.headers, from: options.renewedHeaders, every: .seconds(1), remembering: 10, clock: clock,
      diagnostics: diagnostics)
    credentials = Renewing(
      options.credentials, from: options.renewedCredentials, every: .seconds(60), clock: clock,
      diagnostics: diagnostics)
    handshakes = FailedHandshakes(options, credentials: credentials, clock: clock, isHurried: isHurried)
  }

  /// Makes the collector's words fit to be shown.
  var words: ForeignWords { ForeignWords(hiding: headers.recent) }

  /// Sends `message`. Calls make progress while one of them is waited for.
  func start(_ message: Message, of signal: TelemetrySignal, timeout: Duration) -> CollectorCall {
    let headers = headers.current
    guard !Library.isLeftBehind else {
      return CollectorCall(message: message, signal: signal, timeout: timeout, headers: headers)
    }
    let connection = openConnection()
    let channel = connection.channel
    if channel.connectivity() == .transientFailure { _ = channel.waitUntilReady(atMost: Self.chance) }
    let call = channel.startUnaryCall(
      signal.exportMethod, message: message, metadata: headers, timeout: timeout)
    return CollectorCall(
      message: message, signal: signal, timeout: timeout, headers: headers,
      sent: SentCall(connection: connection, call: call))
  }

  /// Waits for the answer to `call`, but no longer than `duration`; nil if there is none yet.
  func answer(to call: inout CollectorCall, within duration: Duration) -> Answer? {
    guard let sent = call.sent else { return Self.leftBehind }
    guard let answer = sent.call.wait(atMost: duration) else { return nil }
    let waited = ContinuousClock.now - call.began
    // A collector may say so as well, and then its connection is good; a call that had less time says nothing of it.
    if answer.status == .deadlineExceeded, waited + Self.slack >= call.timeout,
      call.timeout >= options.attemptTimeout(of: call.signal)
    {
      giveUp(sent.connection.channel)
    }
    // A token may have been renewed since the last look; the one that was refused would be refused again.
    guard answer.status == .unauthenticated, !call.isRepeated, waited < call.timeout,
      let new = headers.replacement(of: call.headers)
    else { return handshakes.examined(answer, with: sent.connection.credentials) }
    call.headers = new
    call.isRepeated = true
    let again = sent.connection.channel.startUnaryCall(
      call.signal.exportMethod, message: call.message, metadata: new, timeout: call.timeout - waited)
    call.sent = SentCall(connection: sent.connection, call: again)
    return nil
  }

  /// Lets the next attempt connect at once instead of sitting out gRPC's own pause.
  func resetBackoff() {
    connection.withLock { $0 }?.channel.resetConnectBackoff()
  }

  /// Closes the connection; the next attempt opens a new one.
  func close() {
    connection.withLock { $0 = nil }
  }

  /// The connection, a new one when the credentials have changed; the old one ends with its last call.
  private func openConnection() -> OpenConnection {
    let credentials = credentials.current
    return connection.withLock { connection in
      if let connection, connection.credentials == credentials { return connection }
      let channel = Channel(target: options.target, credentials: credentials, options: options.channel)
      let new = OpenConnection(channel: channel, credentials: credentials)
      connection = new
      return new
    }
  }

  /// Lets the next call make a connection of its own, because one on `silent` got no answer; others on it go on.
  ///
  /// A connection whose other end is gone without a word looks well for as long as TCP repeats itself, which is a quarter of
  /// an hour. A new one also looks up the address anew.
  private func giveUp(_ silent: Channel) {
    connection.withLock { if $0?.channel === silent { $0 = nil } }
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
