import OTLPExporter
import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// When something that changes by itself is looked at, and what is told about it (FS-27).
final class RenewingTests: XCTestCase {
  func test_FS27_looks_areNoMoreFrequentThanAsked() {
    let bench = Bench()
    for _ in 0..<3 { XCTAssertEqual(bench.renewing.current, 0) }
    XCTAssertEqual(bench.looks, [false])
    bench.clock.advance(by: .seconds(9))
    _ = bench.renewing.current
    XCTAssertEqual(bench.looks, [false])
    bench.clock.advance(by: .seconds(1))
    bench.finds(.changed(1))
    XCTAssertEqual(bench.renewing.current, 1)
    XCTAssertEqual(bench.looks, [false, false])
    XCTAssertEqual(bench.renewing.recent, [1, 0])
  }

  func test_FS27_lastValues_areRemembered_andNoMore() {
    let bench = Bench()
    for value in 1...4 {
      bench.finds(.changed(value))
      _ = bench.renewing.current
      bench.clock.advance(by: .seconds(10))
    }
    XCTAssertEqual(bench.renewing.recent, [4, 3, 2])
  }

  func test_FS27_forcedLooks_areMadeOnceAMinute() {
    let bench = Bench()
    bench.finds(.changed(1))
    XCTAssertEqual(bench.renewing.replacement(of: 0), 1)
    bench.finds(.changed(2))
    for _ in 0..<5 {
      bench.clock.advance(by: .seconds(11))
      XCTAssertNil(bench.renewing.replacement(of: 1))
    }
    XCTAssertEqual(bench.looks, [true])
    bench.clock.advance(by: .seconds(5))
    XCTAssertEqual(bench.renewing.replacement(of: 1), 2)
    XCTAssertEqual(bench.looks, [true, true])
  }

  func test_FS27_valueFoundMeanwhile_replacesTheOneThatFailed_withoutALook() {
    let bench = Bench()
    bench.finds(.changed(1))
    XCTAssertEqual(bench.renewing.replacement(of: 0), 1)
    // Another call that was under way with the old one.
    XCTAssertEqual(bench.renewing.replacement(of: 0), 1)
    XCTAssertEqual(bench.looks, [true])
  }

  func test_FS27_complaint_isToldOnce_untilSomethingGoodComesBetween() {
    let bench = Bench()
    let findings: [Renewal<Int>] = [
      .unusable("cut"), .unusable("cut"), .unchanged, .unusable("empty"), .changed(1), .unusable("empty"),
    ]
    for finding in findings {
      bench.finds(finding)
      _ = bench.renewing.current
      bench.clock.advance(by: .seconds(10))
    }
    let end = "; what was read before stays in use"
    XCTAssertEqual(bench.told, ["cut" + end, "empty" + end, "empty" + end])
    XCTAssertEqual(bench.renewing.current, 1)
  }

  func test_FS27_valueThatWasHalfWritten_isLookedAtAgainSoon() {
    let bench = Bench()
    XCTAssertEqual(bench.renewing.current, 0)
    bench.clock.advance(by: .seconds(5))
    bench.finds(.unusable("cut"))
    XCTAssertNil(bench.renewing.replacement(of: 0))
    bench.clock.advance(by: .seconds(1))
    bench.finds(.changed(1))
    XCTAssertEqual(bench.renewing.current, 1)
    XCTAssertEqual(bench.looks, [false, true, false])
  }

  func test_FS27_forcedLook_doesNotPutOffTheNextOne() {
    let bench = Bench()
    XCTAssertEqual(bench.renewing.current, 0)
    bench.clock.advance(by: .seconds(9))
    XCTAssertNil(bench.renewing.replacement(of: 0))
    bench.clock.advance(by: .seconds(1))
    bench.finds(.changed(1))
    XCTAssertEqual(bench.renewing.current, 1)
  }

  private final class Bench: Sendable {
    let clock = ManualClock()
    let renewing: Renewing<Int>
    private let finding: Finding

    init() {
      let finding = Finding()
      self.finding = finding
      renewing = Renewing(
        0, from: { finding.look($0) }, every: .seconds(10), remembering: 2, clock: clock,
        diagnostics: DeliveryDiagnostics(Diagnostics { finding.hear($0.message) }, clock: clock))
    }

    var looks: [Bool] { finding.state.withLock { $0.looks } }
    var told: [String] { finding.state.withLock { $0.told } }

    func finds(_ renewal: Renewal<Int>) {
      finding.state.withLock { $0.next = renewal }
    }
  }

  private final class Finding: Sendable {
    struct State {
      var next = Renewal<Int>.unchanged
      /// Whether each look was forced.
      var looks: [Bool] = []
      var told: [String] = []
    }

    let state = Mutex(State())

    func look(_ isForced: Bool) -> Renewal<Int> {
      state.withLock { state in
        state.looks.append(isForced)
        return state.next
      }
    }

    func hear(_ message: String) {
      state.withLock { $0.told.append(message) }
    }
  }
}
