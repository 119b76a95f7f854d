import CGRPC
import Synchronization

/// One request on its way and the answer to it.
///
/// Letting go of a call that nobody waited for cancels it.
@safe package final class UnaryCall: Sendable {
  private let answer: Mutex<Answer?>
  private let channel: Channel
  nonisolated(unsafe) let raw: OpaquePointer?
  /// What the core writes to; its address is the tag of the call.
  private nonisolated(unsafe) let state: UnsafeMutablePointer<cgrpc_client_call>

  /// Takes over `raw`, a call on which nothing has been started.
  init(takingOver raw: OpaquePointer?, on channel: Channel, message: Message, metadata: Metadata) {
    self.channel = channel
    unsafe self.raw = raw
    unsafe state = .allocate(capacity: 1)
    unsafe cgrpc_client_call_init(state, metadata.makeList(), message.makeByteBuffer())

    let error = unsafe cgrpc_client_call_start(raw, state)
    // "If a call to grpc_call_start_batch returns any value other than GRPC_CALL_OK … it is not appropriate to
    // call grpc_completion_queue_pluck": such a call is over before it began.
    answer = Mutex(error == GRPC_CALL_OK ? nil : Answer(refused: error))
  }

  deinit {
    if answer.withLock({ $0 == nil }) {
      cancel()
      // The core writes to `state` until the tag is back, which a cancelled call does not let wait.
      while unsafe channel.completions.wait(for: state, until: .never) != .completed {}
    }
    unsafe grpc_call_unref(raw)
    unsafe cgrpc_client_call_destroy(state)
    unsafe state.deallocate()
  }

  /// Waits for the answer, but no longer than `duration`; nil means there is none yet, so ask again.
  ///
  /// Calls of a channel make progress only while somebody waits. Two threads may wait for the same call; one of
  /// them gets the answer at once, the other when its time is over.
  package func wait(atMost duration: Duration) -> Answer? {
    if let answer = answer.withLock({ $0 }) { return answer }
    switch unsafe channel.completions.wait(for: state, until: .after(duration)) {
    case .completed:
      let received = unsafe Answer(state.pointee, of: raw)
      answer.withLock { $0 = received }
      return received
    case .timedOut:
      return answer.withLock { $0 }
    }
  }

  /// Ends the call early from any thread; it still has an answer, `CANCELLED` unless another one came first.
  package func cancel() {
    // "Can be called multiple times, from any thread … at any point before grpc_call_unref is called."
    _ = unsafe grpc_call_cancel(raw, nil)
  }
}

extension Answer {
  /// Copies everything out of a finished call.
  fileprivate init(_ call: cgrpc_client_call, of raw: OpaquePointer?) {
    var status = unsafe Status(code: call.status.rawValue)
    var message = unsafe withUnsafePointer(to: call.status_message) { unsafe Slices.text(of: $0) }
    var response: [UInt8] = []
    if status == .ok, let buffer = unsafe call.response {
      if let bytes = unsafe Slices.bytes(of: buffer) {
        response = bytes
      } else {
        (status, message) = (.internal, "the response is compressed in a way this side cannot expand")
      }
    }
    unsafe self.init(
      status: status,
      statusMessage: message,
      response: response,
      initialMetadata: Metadata(received: call.initial_metadata),
      trailingMetadata: Metadata(received: call.trailing_metadata),
      peer: Slices.text(takingOver: grpc_call_get_peer(raw)) ?? "",
      errorDetail: call.error.map { unsafe String(cString: $0) }
    )
  }

  /// What a call ends with that the core did not even start.
  fileprivate init(refused error: grpc_call_error) {
    let reason = unsafe String(cString: grpc_call_error_to_string(error))
    self.init(status: .internal, statusMessage: "gRPC refused to start the call: \(reason)")
  }
}
