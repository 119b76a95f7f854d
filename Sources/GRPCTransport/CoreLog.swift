import CGRPC
import Synchronization

/// Where the lines go that the gRPC library would otherwise print to standard error: nowhere, unless asked for.
///
/// One for the whole process, as the hook of the library is. gRPC releases that log through Abseil ignore it.
package enum CoreLog {
  /// The longest line handed on, in bytes; the rest is cut off.
  package static let maximumLineLength = 1_024

  private static let receiver = Mutex<(@Sendable (String) -> Void)?>(nil)

  /// Hands every further line to `receive`, or to nobody for nil.
  ///
  /// `receive` runs on any thread, threads of gRPC included: it must not wait and must not call gRPC. How many
  /// lines of a flood are worth keeping is for it to decide.
  package static func forward(to receive: (@Sendable (String) -> Void)?) {
    receiver.withLock { $0 = receive }
  }

  /// Takes the lines away from standard error; doing so twice is harmless.
  static func redirect() {
    unsafe cgrpc_redirect_log { line in
      guard let line = unsafe line?.pointee, let message = unsafe line.message else { return }
      guard let receive = CoreLog.receiver.withLock({ $0 }) else { return }
      let bytes = unsafe UnsafeBufferPointer(rebasing: message.asBytes.prefix(CoreLog.maximumLineLength))
      receive(unsafe String(decoding: bytes, as: UTF8.self))
    }
  }
}

extension UnsafePointer<CChar> {
  /// The bytes up to the terminating zero.
  fileprivate var asBytes: UnsafeBufferPointer<UInt8> {
    var count = 0
    while unsafe self[count] != 0 { count += 1 }
    return unsafe UnsafeBufferPointer(
      start: UnsafeRawPointer(self).assumingMemoryBound(to: UInt8.self), count: count)
  }
}
