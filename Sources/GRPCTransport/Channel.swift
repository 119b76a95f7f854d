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

  /// How long a connection that is being made is driven on before it is closed.
  private static let patience = Duration.milliseconds(200)

  let completions: CompletionQueue
  private nonisolated(unsafe) let raw: OpaquePointer?
  private let home = HomeProcess()

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
    guard home.isHere else { return }
    // A connection that is being made when its channel goes stays open for ever: nobody drives it to its end.
    _ = watch(atMost: Self.patience) { $0 == .connecting }
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

  /// Waits until the connection stands, but no longer than `duration`; whether it does.
  ///
  /// Connecting, like everything else, makes progress only while somebody waits, and calls that fail at once do
  /// not wait. Without this a server that is back is noticed by the core's own glance, once in five seconds.
  package func waitUntilReady(atMost duration: Duration) -> Bool {
    watch(tryingToConnect: true, atMost: duration) { $0 != .ready && $0 != .shutDown } == .ready
  }

  /// Drives the connection while its state is one that `isPassing` says to wait for; the state in the end.
  private func watch(
    tryingToConnect: Bool = false,
    atMost duration: Duration,
    while isPassing: (Connectivity) -> Bool
  ) -> Connectivity {
    var state = connectivity(tryToConnect: tryingToConnect)
    guard isPassing(state) else { return state }
    let deadline = gpr_timespec.after(duration)
    let tag = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)
    defer { unsafe tag.deallocate() }
    while isPassing(state), gpr_time_cmp(gpr_now(GPR_CLOCK_MONOTONIC), deadline) < 0 {
      let known = grpc_connectivity_state(rawValue: state.rawValue)
      unsafe grpc_channel_watch_connectivity_state(raw, known, deadline, completions.raw, tag)
      // "If deadline expires BEFORE the state is changed, tag will be enqueued on cq with success=0."
      while unsafe completions.wait(for: tag, until: .never) != .completed {}
      state = connectivity(tryToConnect: tryingToConnect)
    }
    return state
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
