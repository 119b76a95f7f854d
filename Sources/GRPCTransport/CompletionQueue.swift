import CGRPC
import Synchronization

/// Where the ends of a channel's calls are waited for, each by its own tag.
///
/// Plucking costs no thread and no hand-off: the thread that wants the answer drives the network itself.
@safe final class CompletionQueue: Sendable {
  /// What came of waiting for a tag.
  enum Outcome {
    case completed
    case timedOut
  }

  nonisolated(unsafe) let raw: OpaquePointer?
  private let waiting = Atomic<Int>(0)
  /// Outlives everything here: "Prior to calling [grpc_shutdown], all application owned grpc objects must have
  /// been destroyed."
  private let library: Library
  private let home = HomeProcess()

  init() {
    library = Library()
    unsafe raw = grpc_completion_queue_create_for_pluck(nil)
  }

  deinit {
    guard home.isHere else { return }
    // "Once all possible events are drained … it's safe to call grpc_completion_queue_destroy." Every call has
    // waited for its tag, so the first event already is the shutdown.
    unsafe grpc_completion_queue_shutdown(raw)
    while unsafe grpc_completion_queue_pluck(raw, nil, .never, nil).type != GRPC_QUEUE_SHUTDOWN {}
    unsafe grpc_completion_queue_destroy(raw)
  }

  /// Waits until `tag` is there or `deadline` has passed.
  func wait(for tag: UnsafeMutableRawPointer, until deadline: gpr_timespec) -> Outcome {
    repeat {
      guard takeSeat() else {
        // The core refuses a seventh thread at once; there is nothing to wait on but time.
        gpr_sleep_until(gpr_time_min(deadline, .after(.milliseconds(1))))
        continue
      }
      defer { waiting.subtract(1, ordering: .relaxed) }
      return unsafe grpc_completion_queue_pluck(raw, tag, deadline, nil).type == GRPC_OP_COMPLETE
        ? .completed : .timedOut
    } while gpr_time_cmp(gpr_now(GPR_CLOCK_MONOTONIC), deadline) < 0
    return .timedOut
  }

  private func takeSeat() -> Bool {
    let (_, seats) = waiting.add(1, ordering: .relaxed)
    guard seats > Channel.maximumWaitingThreads else { return true }
    waiting.subtract(1, ordering: .relaxed)
    return false
  }
}
