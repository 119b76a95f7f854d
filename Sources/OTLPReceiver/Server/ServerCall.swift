import CGRPC
import GRPCTransport

/// One call from the moment it is asked for to the moment both sides are done; lives on the serving thread.
///
/// The tags of its operations keep it alive, so its memory outlasts whatever the core still writes to.
@safe final class ServerCall {
  private let state: UnsafeMutablePointer<cgrpc_server_call>
  /// Set once the caller has got its answer or is gone.
  private var isOver = false

  private init() {
    unsafe state = .allocate(capacity: 1)
    unsafe cgrpc_server_call_init(state)
  }

  deinit {
    unsafe cgrpc_server_call_destroy(state)
    unsafe state.deallocate()
  }

  /// Asks the server for its next call, whatever the method.
  static func request(from handle: ServerHandle) {
    let call = ServerCall()
    let tag = unsafe ServerEvent.accepted(call).retainedTag()
    unsafe start(tag) {
      unsafe grpc_server_request_call(
        handle.server, &call.state.pointee.call, &call.state.pointee.details, &call.state.pointee.metadata,
        handle.completions, handle.completions, tag)
    }
  }

  /// Asks for the request and for the end of the call.
  func receive() {
    let closed = unsafe ServerEvent.closed(self).retainedTag()
    unsafe Self.start(closed) { unsafe cgrpc_server_call_watch(state, closed) }
    let received = unsafe ServerEvent.received(self).retainedTag()
    unsafe Self.start(received) { unsafe cgrpc_server_call_receive(state, received) }
  }

  /// The call as it arrived; nil if the caller went away or sent nothing.
  func takeRequest() -> Request? {
    guard let buffer = unsafe state.pointee.request, let message = unsafe Slices.bytes(of: buffer) else {
      return nil
    }
    unsafe grpc_byte_buffer_destroy(buffer)
    unsafe state.pointee.request = nil
    return unsafe Request(
      method: withUnsafePointer(to: &state.pointee.details.method) { unsafe Slices.text(of: $0) },
      message: message,
      metadata: unsafe Metadata(received: state.pointee.metadata),
      peer: unsafe Slices.text(takingOver: grpc_call_get_peer(state.pointee.call)) ?? ""
    )
  }

  /// Answers the caller, unless that has been done or it is gone.
  func send(_ reply: Reply) {
    guard !isOver else { return }
    isOver = true
    guard reply.delivery == .sent else { return cancel() }
    unsafe state.pointee.initial_metadata = unsafe reply.initialMetadata.makeList()
    unsafe state.pointee.trailing_metadata = unsafe reply.trailingMetadata.makeList()
    unsafe state.pointee.status_message = unsafe Slices.slice(copying: reply.statusMessage)
    if reply.status == .ok, let message = reply.message {
      unsafe state.pointee.response = unsafe Message(copying: message).makeByteBuffer()
    }
    let tag = unsafe ServerEvent.replied(self).retainedTag()
    let status = grpc_status_code(rawValue: reply.status.rawValue)
    unsafe Self.start(tag) { unsafe cgrpc_server_call_reply(state, status, tag) }
  }

  /// Notes that the caller is gone.
  func close() {
    isOver = true
  }

  private func cancel() {
    _ = unsafe grpc_call_cancel(state.pointee.call, nil)
  }

  /// Starts an operation; one the core refuses gives its tag back right here.
  private static func start(_ tag: UnsafeMutableRawPointer, _ operation: () -> grpc_call_error) {
    if operation() != GRPC_CALL_OK { _ = unsafe ServerEvent(takingOver: tag) }
  }
}
