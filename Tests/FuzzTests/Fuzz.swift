import Foundation
import Synchronization
import TestSupport
import XCTest

/// Runs a check on very many inputs that are the same in every run.
///
/// `FUZZ_ROUNDS` says how many, and `FUZZ_SEED` which other ones. What crashes ends the process, as it would in a service;
/// the rounds run on a thread with a small stack, so that recursion without a bound shows: of `FUZZ_STACK_KIB`, or 512, as
/// secondary threads have on some systems. Under a sanitizer a call takes several times as much.
enum Fuzz {
  /// How long one round may take before it counts as hanging; there is no end to a hang, so any long time does.
  private static let patience = 60.0

  /// The state of a run, seen by both threads.
  private final class Run: Sendable {
    let finished = Atomic(0)
    let complaint = Mutex<String?>(nil)
    let isOver = DispatchSemaphore(value: 0)
  }

  /// Fails with the first complaint that `check` returns, and when one round does not end.
  static func run(
    rounds usual: Int,
    seed: UInt64,
    file: StaticString = #filePath,
    line: UInt = #line,
    _ check: @escaping @Sendable (inout SplitMix) -> String?
  ) {
    let rounds = number("FUZZ_ROUNDS").map { Int(clamping: $0) } ?? usual
    let start = seed ^ (number("FUZZ_SEED") ?? 0)
    let run = Run()
    let thread = Thread {
      defer { run.isOver.signal() }
      for round in 0..<rounds {
        // Each has a seed of its own, so that one can be looked at alone.
        var random = SplitMix(seed: start &+ UInt64(round) &* 0x9E37)
        if let complaint = check(&random) {
          return run.complaint.withLock { $0 = "round \(round): \(complaint)" }
        }
        run.finished.add(1, ordering: .relaxed)
      }
    }
    thread.stackSize = Int(clamping: number("FUZZ_STACK_KIB") ?? 512) << 10
    thread.start()
    var before = -1
    while run.isOver.wait(timeout: .now() + patience) == .timedOut {
      let finished = run.finished.load(ordering: .relaxed)
      if finished == before { return XCTFail("round \(finished) does not end", file: file, line: line) }
      before = finished
    }
    if let complaint = run.complaint.withLock({ $0 }) { XCTFail(complaint, file: file, line: line) }
  }

  private static func number(_ variable: String) -> UInt64? {
    ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) }
  }
}
