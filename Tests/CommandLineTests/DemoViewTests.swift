import SessionBuddyTelemetry
import XCTest
import session_buddy_telemetry

/// The demo's screen fits every terminal, and its story is always the same for the same seed.
final class DemoViewTests: XCTestCase {
  func test_view_neverExceedsTheTerminal() {
    for (width, height) in [(80, 24), (120, 40), (200, 60), (60, 15), (20, 5), (1, 1)] {
      let lines = view(width, height).lines
      XCTAssertLessThanOrEqual(lines.count, height)
      XCTAssertLessThanOrEqual(lines.map(\.width).max() ?? 0, width)
    }
    XCTAssertEqual(view(80, 24).lines.count, 24)
  }

  func test_view_hasEverySectionAtEightyByTwentyFour() {
    let text = view(80, 24).lines.map { $0.text() }.joined(separator: "\n")
    let sections = [
      "http://127.0.0.1:4317", "3 s of 10 s", "ARRIVED in 0 requests", "LATENCY", "p50", "p95", "METRICS",
      "kind",
      "series", "value", "SESSION DURATION", "DWELL TIME", "LAST TRACE", "record to receipt",
      "span end to receipt",
    ]
    for section in sections { XCTAssertTrue(text.contains(section), section) }
  }

  func test_world_ofTheSameSeed_isTheSame() {
    func story(_ seed: UInt64) -> [ResultInteraction] {
      var world = DemoWorld(SeededGenerator(seed: seed))
      return (0..<50).map { _ in world.interaction(at: now, in: nil) }
    }
    XCTAssertEqual(story(1), story(1))
    XCTAssertNotEqual(story(1), story(2))
  }

  func test_world_isPlausible() {
    var world = DemoWorld(SeededGenerator(seed: 42))
    let interactions = (0..<2_000).map { _ in world.interaction(at: now, in: "s") }
    XCTAssertTrue(
      interactions.allSatisfy { (0...1).contains($0.similarityScore) && (0..<20).contains($0.position) })
    XCTAssertTrue(interactions.allSatisfy { $0.clicked == ($0.dwellTimeMilliseconds != nil) })
    let (top, rest) = (interactions.filter { $0.position == 0 }, interactions.filter { $0.position > 4 })
    XCTAssertGreaterThan(share(top), 2 * share(rest))

    for _ in 0..<200 {
      var session = world.session(at: now)
      for _ in 0..<5 { world.progress(&session) }
      session = session.ended(at: now)
      XCTAssertTrue((1...2_000).contains(session.durationMinutes ?? -1), "\(session)")
      XCTAssertTrue((0...100).contains(session.averageQuality ?? -1), "\(session)")
      XCTAssertEqual(session.checkpointCount, 5)
    }
    let types = Set((0..<500).map { _ in world.event(at: now).eventType })
    XCTAssertEqual(types, ["file_change", "app_focus", "browser_nav"])
  }

  private let now = Timestamp(secondsSinceEpoch: 1_750_000_000)

  private func share(_ interactions: [ResultInteraction]) -> Double {
    Double(interactions.count(where: \.clicked)) / Double(interactions.count)
  }

  private func view(_ width: Int, _ height: Int) -> DemoView {
    let status = DemoStatus(
      endpoint: "http://127.0.0.1:4317",
      elapsed: .seconds(3),
      length: .seconds(10),
      state: .healthy,
      arrivals: Arrivals(),
      rates: [1, 2, 3]
    )
    return DemoView(status: status, size: Terminal.Size(width: width, height: height))
  }
}
