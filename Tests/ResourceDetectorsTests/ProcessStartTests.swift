import ResourceDetectors
import XCTest

final class ProcessStartTests: XCTestCase {
  private func start(_ boot: Int64, _ ticks: Int64) -> String? {
    ProcessStart.text(
      process: "7 (x) S\(String(repeating: " 1", count: 18)) \(ticks) 2\n", machine: "cpu 1\nbtime \(boot)\n")
  }

  func test_R19_start_isThatOfTheMachinePlusTicks() {
    let cases: [(boot: Int64, ticks: Int64, text: String)] = [
      (0, 0, "1970-01-01T00:00:00Z"), (0, 99, "1970-01-01T00:00:00Z"), (0, 100, "1970-01-01T00:00:01Z"),
      (951_782_399, 100, "2000-02-29T00:00:00Z"), (951_868_799, 0, "2000-02-29T23:59:59Z"),
      (951_868_800, 0, "2000-03-01T00:00:00Z"), (1_704_067_199, 0, "2023-12-31T23:59:59Z"),
      (1_709_164_800, 0, "2024-02-29T00:00:00Z"), (1_735_689_600, 0, "2025-01-01T00:00:00Z"),
      (4_107_542_400, 0, "2100-03-01T00:00:00Z"), (253_402_300_799, 0, "9999-12-31T23:59:59Z"),
    ]
    for (boot, ticks, text) in cases { XCTAssertEqual(start(boot, ticks), text) }
  }

  func test_R19_impossibleStart_isNone() {
    XCTAssertNil(start(253_402_300_800, 0))
    XCTAssertNil(start(-1, 0))
    XCTAssertNil(start(.max, .max))
    for process in ["", "7 (x", "7 (x) S 1 2", "7 (x) S\(String(repeating: " a", count: 20))"] {
      XCTAssertNil(ProcessStart.text(process: process, machine: "btime 1\n"), process)
    }
    let process = "7 (x) S\(String(repeating: " 1", count: 20))"
    for machine in ["", "btime", "btime x", "cpu 1"] {
      XCTAssertNil(ProcessStart.text(process: process, machine: machine), machine)
    }
  }
}
