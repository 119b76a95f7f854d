import CGRPC
import GRPCTransport

/// What the serving thread does: takes calls in, has them handled, sends replies when they are due.
struct ServerLoop {
  /// How many calls are asked for ahead, so that a burst does not wait for the loop to ask again.
  private static let callsAskedFor = 16

  /// How often one that drains looks whether it is to stop: nothing wakes it for that.
  private static let glance = Duration.milliseconds(20)

  /// A call whose reply is not due yet, or never will be.
  private struct Waiting {
    let call: ServerCall
    let reply: Reply
    /// Nil for a reply that is withheld.
    let due: ContinuousClock.Instant?
  }

  private let handle: ServerHandle
  private let handler: @Sendable (Request) -> Reply
  /// Has the connections end gracefully, while somebody else takes new ones.
  private let makeWay: @Sendable () -> Void
  private var waiting: [Waiting] = []
  private var hasCancelled = false

  init(
    _ handle: ServerHandle,
    _ handler: @escaping @Sendable (Request) -> Reply,
    makeWay: @escaping @Sendable () -> Void
  ) {
    self.handle = handle
    self.handler = handler
    self.makeWay = makeWay
  }

  /// Serves until the server has been stopped and everything is released.
  mutating func run() {
    for _ in 0..<Self.callsAskedFor { ServerCall.request(from: handle) }
    while true {
      let event = unsafe grpc_completion_queue_next(handle.completions, nextDeadline, nil)
      if unsafe event.type == GRPC_QUEUE_SHUTDOWN { return }
      if unsafe event.type == GRPC_OP_COMPLETE, let tag = unsafe event.tag {
        unsafe handleEvent(ServerEvent(takingOver: tag), succeeded: event.success != 0)
      }
      sendWhatIsDue()
    }
  }

  private mutating func handleEvent(_ event: ServerEvent, succeeded: Bool) {
    switch event {
    case .accepted(let call):
      // Fails only because the server is stopping.
      guard succeeded else { return }
      ServerCall.request(from: handle)
      call.receive()
    case .received(let call):
      handleRequest(of: call)
    case .replied:
      break
    case .closed(let call):
      call.close()
      waiting.removeAll { $0.call === call }
    case .shutDown:
      handle.release()
    }
  }

  private mutating func handleRequest(of call: ServerCall) {
    guard let request = call.takeRequest() else {
      return call.send(.failure(.invalidArgument, "expected one readable message, found none"))
    }
    let reply = handler(request)
    if reply.goesAway { makeWay() }
    if reply.delivery == .disconnected { return handle.breakOff() }
    guard reply.delivery == .withheld || reply.delay > .zero else { return call.send(reply) }
    let due = reply.delivery == .withheld ? nil : ContinuousClock.now + reply.delay
    waiting.append(Waiting(call: call, reply: reply, due: due))
  }

  /// When the loop has something to do even if nothing happens.
  private var nextDeadline: gpr_timespec {
    var next = waiting.compactMap(\.due).min()
    switch handle.current {
    case .draining:
      let glance = ContinuousClock.now + Self.glance
      next = min(next ?? glance, glance)
    case .stopping(let deadline) where !hasCancelled:
      next = min(next ?? deadline, deadline)
    default: break
    }
    return next.map { .after(ContinuousClock.now.duration(to: $0)) } ?? .never
  }

  private mutating func sendWhatIsDue() {
    guard case .stopping(let deadline) = handle.current else {
      guard !waiting.isEmpty else { return }
      let now = ContinuousClock.now
      let isDue = { (waiting: Waiting) in waiting.due.map { $0 <= now } ?? false }
      for waiting in waiting where isDue(waiting) { waiting.call.send(waiting.reply) }
      return waiting.removeAll(where: isDue)
    }
    sendEverything()
    cancelWhatIsLeft(after: deadline)
  }

  /// Nobody waits for a server that stops.
  private mutating func sendEverything() {
    for waiting in waiting {
      let isWithheld = waiting.reply.delivery == .withheld
      waiting.call.send(isWithheld ? .failure(.unavailable, "the server is stopping") : waiting.reply)
    }
    waiting = []
  }

  /// Breaks off, once, the calls and connections that have not ended by `deadline`.
  private mutating func cancelWhatIsLeft(after deadline: ContinuousClock.Instant) {
    guard !hasCancelled, deadline <= .now else { return }
    hasCancelled = true
    unsafe grpc_server_cancel_all_calls(handle.server)
  }
}
