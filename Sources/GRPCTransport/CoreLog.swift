import CGRPC
import Synchronization

/// Where the lines go that the gRPC library would otherwise print to standard error: nowhere, unless asked for.
///
/// One for the whole process, as the hook of the library is. gRPC releases that log through Abseil ignore it.
package enum CoreLog {
  /// The longest line handed on, in bytes; the rest is cut off.
  package static let maximumLineLength = 1_024
  /// How many lines ``collect(during:)`` keeps.
  package static let maximumCollectedLines = 16

  private struct State {
    var forward: (@Sendable (String) -> Void)?
    /// By the thread that collects.
    var collected: [UInt: [String]] = [:]
  }

  private static let state = Mutex(State())

  /// Hands every further line to `receive`, or to nobody for nil.
  ///
  /// `receive` runs on any thread, threads of gRPC included: it must not wait and must not call gRPC. How many
  /// lines of a flood are worth keeping is for it to decide.
  package static func forward(to receive: (@Sendable (String) -> Void)?) {
    state.withLock { $0.forward = receive }
  }

  /// The first lines the core logs on this thread while `body` runs: some of its functions say only that they
  /// failed, and log why.
  package static func collect(during body: () -> Void) -> [String] {
    let thread = UInt(gpr_thd_currentid())
    state.withLock { $0.collected[thread] = [] }
    body()
    return state.withLock { $0.collected.removeValue(forKey: thread) } ?? []
  }

  /// Takes the lines away from standard error; doing so twice is harmless.
  static func redirect() {
    unsafe cgrpc_redirect_log { line in
      guard let line = unsafe line?.pointee, let message = unsafe line.message else { return }
      CoreLog.receive(unsafe CoreLog.text(message))
    }
  }

  private static func receive(_ line: String) {
    let thread = UInt(gpr_thd_currentid())
    let forward = state.withLock { state in
      if let count = state.collected[thread]?.count, count < maximumCollectedLines {
        state.collected[thread]?.append(line)
      }
      return state.forward
    }
    forward?(line)
  }

  private static func text(_ message: UnsafePointer<CChar>) -> String {
    let bytes = unsafe UnsafeRawBufferPointer(start: message, count: strnlen(message, maximumLineLength))
    return unsafe String(decoding: bytes, as: UTF8.self)
  }
}
