import CTestSupport
import Telemetry
import XCTest

/// A forked process begins with the memory of its parent, and so with the state of its generators.
final class ForkTests: XCTestCase {
  func test_T55_aForkedProcess_makesOtherIDs() {
    let ids = RandomIDGenerator()
    // The thread has its generator by now.
    var seen = Set([ids.makeSpanID().value])
    for _ in 0..<5 {
      let inChild = ctestsupport_in_forked_child { RandomIDGenerator().makeSpanID().value }
      XCTAssertNotEqual(inChild, 0)
      // What the child made first is not what its parent makes next, nor what another child made.
      XCTAssertTrue(seen.insert(inChild).inserted)
      XCTAssertTrue(seen.insert(ids.makeSpanID().value).inserted)
    }
  }
}
