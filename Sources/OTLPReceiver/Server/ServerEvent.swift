import CGRPC

/// What the core reports to the serving thread: the tag of an operation, spelled out.
enum ServerEvent {
  /// A new call has come in.
  case accepted(ServerCall)
  /// The request of a call is there, or never will be.
  case received(ServerCall)
  /// A reply has been handed to the network.
  case replied(ServerCall)
  /// Both sides are done with the call.
  case closed(ServerCall)
  /// No call is left and none will come.
  case shutDown

  private final class Box {
    let event: ServerEvent

    init(_ event: ServerEvent) {
      self.event = event
    }
  }

  /// A tag for one operation that keeps the event, and with it the call's memory, alive until it comes back.
  func retainedTag() -> UnsafeMutableRawPointer {
    unsafe Unmanaged.passRetained(Box(self)).toOpaque()
  }

  /// The event behind a tag; each tag comes back exactly once.
  init(takingOver tag: UnsafeMutableRawPointer) {
    self = unsafe Unmanaged<Box>.fromOpaque(tag).takeRetainedValue().event
  }
}
