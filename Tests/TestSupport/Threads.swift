import Foundation

/// Runs `body` on as many threads as `count` says, each with its number, and waits for them.
///
/// All of them are there before the first begins, and stay until the last has ended, however few processors the machine
/// has: `concurrentPerform` takes no more threads than there are processors, so that eight pieces of work may well be one
/// after the other.
package func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
  let (arrived, worked, ended) = (DispatchGroup(), DispatchGroup(), DispatchGroup())
  for group in [arrived, worked, ended] { (0..<count).forEach { _ in group.enter() } }
  for number in 0..<count {
    Thread.detachNewThread {
      arrived.leave()
      arrived.wait()
      body(number)
      worked.leave()
      worked.wait()
      ended.leave()
    }
  }
  ended.wait()
}
