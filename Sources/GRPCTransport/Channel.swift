import CGRPC

/// One connection to one server, kept up and re-made by gRPC, that carries any number of calls.
///
/// Nothing connects before the first call. A channel has no thread of its own: a call makes progress while a
/// thread waits for it or for another call of the same channel. Calls keep their channel alive.
@safe package final class Channel: Sendable {
  /// How many threads may wait for calls of one channel at the same time. A further one waits for a turn.
  package static let maximumWaitingThreads = Int(GRPC_MAX_COMPLETION_QUEUE_PLUCKERS)

  /// The address as gRPC understands it: `host:port`, `dns:///host:port`, `unix:path`, `[::1]:4317`.
  package let target: String

  let completions: CompletionQueue
  private nonisolated(unsafe) let raw: OpaquePointer?

  /// Makes a channel to `target`; an address or a certificate that turns out to be unusable fails each call
  /// with a status that says so.
  package init(
    target: String,
    credentials: ChannelCredentials = .insecure,
    options: ChannelOptions = ChannelOptions()
  ) {
    self.target = target
    completions = CompletionQueue()
    let names = credentials.arguments
    unsafe raw = credentials.with { credentials in
      unsafe ChannelArgument.with(options.arguments + names) { arguments in
        unsafe grpc_channel_create(target, credentials, arguments)
      }
    }
  }

  deinit {
    unsafe grpc_channel_destroy(raw)
  }

  /// Starts a call of `method`, such as `/package.Service/Method`, and returns at once.
  ///
  /// The call ends with `DEADLINE_EXCEEDED` when `timeout` is over, connecting included. While the server
  /// cannot be reached it fails with `UNAVAILABLE` instead of waiting for that.
  package func startUnaryCall(
    _ method: String,
    message: Message,
    metadata: Metadata = [],
    timeout: Duration
  ) -> UnaryCall {
    let name = unsafe Slices.slice(copying: method)
    // "'method' and 'host' need only live through the invocation of this function."
    defer { unsafe grpc_slice_unref(name) }
    let call = unsafe grpc_channel_create_call(
      raw, nil, cgrpc_propagate_defaults, completions.raw, name, nil, .after(timeout), nil)
    return unsafe UnaryCall(takingOver: call, on: self, message: message, metadata: metadata)
  }

  /// Connects again with the next call instead of sitting out the pause after a failure.
  package func resetConnectBackoff() {
    unsafe grpc_channel_reset_connect_backoff(raw)
  }

  /// What the connection is doing; `tryToConnect` starts connecting if it is idle.
  package func connectivity(tryToConnect: Bool = false) -> Connectivity {
    let state = unsafe grpc_channel_check_connectivity_state(raw, tryToConnect ? 1 : 0)
    return Connectivity(rawValue: state.rawValue) ?? .shutDown
  }
}

extension Channel {
  /// The state of a connection.
  package enum Connectivity: UInt32, Sendable {
    /// Not connected, and nobody has asked to be.
    case idle = 0
    /// Connecting.
    case connecting = 1
    /// Connected.
    case ready = 2
    /// The last attempt failed; the next one follows after a pause.
    case transientFailure = 3
    /// Never again.
    case shutDown = 4
  }
}
