import SessionBuddyBridge
import Telemetry
import XCTest

final class InteractionRecordingTests: XCTestCase {
  func test_samples_giveTheirExactValues() throws {
    let fixture = BridgeFixture()
    fixture.bridge.record(try ResultInteraction(json: Samples.clicked))
    fixture.bridge.record(try ResultInteraction(json: Samples.ignored))
    let metrics = fixture.collect()
    XCTAssertEqual(
      metrics.numbers("session_buddy.search.interactions_total"),
      [
        ["result_type": "conversation", "clicked": true]: 1,
        ["result_type": "insight", "clicked": false]: 1,
      ]
    )
    let dwell = metrics.histograms("session_buddy.search.dwell_time_seconds")
    XCTAssertEqual(dwell.mapValues(\.sum), [["result_type": "conversation"]: 5.2])
    let positions = metrics.histograms("session_buddy.search.clicked_position")
    XCTAssertEqual(positions.mapValues(\.count), [["result_type": "conversation"]: 1])
    let similarity = metrics.histograms("session_buddy.search.similarity_score")
    XCTAssertEqual(
      similarity.mapValues(\.sum),
      [["result_type": "conversation"]: 0.91, ["result_type": "insight"]: 0.58]
    )
    XCTAssertEqual(metrics.number("session_buddy.search.click_through_rate"), 0.5)
    XCTAssertEqual(metrics.number("session_buddy.search.success_threshold"), 0.91)
    XCTAssertEqual(
      metrics.numbers("session_buddy.search.type_preference"),
      [["result_type": "conversation"]: 0.5, ["result_type": "insight"]: 0.5]
    )
    var expected = BridgeLedger()
    expected.interactions = 2
    XCTAssertEqual(fixture.bridge.ledger(), expected)
  }

  func test_rates_coverTheLastThousandInteractions() throws {
    let fixture = BridgeFixture()
    for index in 0..<600 { fixture.bridge.record(shown(clicked: index % 3 == 0)) }
    XCTAssertEqual(
      try XCTUnwrap(fixture.collect().number("session_buddy.search.click_through_rate")),
      1.0 / 3,
      accuracy: 1e-12
    )
    for index in 0..<1_000 { fixture.bridge.record(shown("reflection", clicked: index % 4 == 0)) }
    let metrics = fixture.collect()
    XCTAssertEqual(metrics.number("session_buddy.search.click_through_rate"), 0.25)
    XCTAssertEqual(
      metrics.numbers("session_buddy.search.type_preference"),
      [["result_type": "conversation"]: 0, ["result_type": "reflection"]: 1]
    )
  }

  func test_threshold_isTheLowerQuartileOfOpenedResultsWithinItsBounds() {
    let cases: [([Double], Double)] = [
      ([], 0.7), ([0.8], 0.8), ([0.9, 0.6, 0.8, 0.7, 0.75], 0.7), ([0.1], 0.5), ([0.99], 0.95),
    ]
    for (similarities, expected) in cases {
      let fixture = BridgeFixture()
      fixture.bridge.record(shown(clicked: false, similarity: 0.55))
      for similarity in similarities { fixture.bridge.record(shown(clicked: true, similarity: similarity)) }
      XCTAssertEqual(fixture.collect().number("session_buddy.search.success_threshold"), expected)
    }
  }

  func test_unknownType_isOther() {
    let fixture = BridgeFixture()
    fixture.bridge.record(shown("web page of somebody", clicked: false))
    XCTAssertEqual(
      fixture.collect().numbers("session_buddy.search.interactions_total"),
      [["result_type": "other", "clicked": false]: 1]
    )
  }

  func test_implausibleValues_areDroppedWithTheirReason() {
    let cases: [(DroppedValueReason?, (inout ResultInteraction) -> Void)] = [
      (.negative, { $0.position = -1 }),
      (.outOfRange, { $0.position = .max }),
      (.negative, { $0.similarityScore = -0.1 }),
      (.outOfRange, { $0.similarityScore = 1.1 }),
      (.notFinite, { $0.similarityScore = .nan }),
      (.negative, { $0.dwellTimeMilliseconds = -1 }),
      (.outOfRange, { $0.dwellTimeMilliseconds = .max }),
      (nil, { $0.dwellTimeMilliseconds = nil }),
      (nil, { $0.similarityScore = 1.0000001 }),
      (nil, { $0.similarityScore = -0.0000001 }),
      (
        nil,
        {
          $0.clicked = false
          $0.position = -1
          $0.dwellTimeMilliseconds = -1
        }
      ),
    ]
    for (index, (reason, change)) in cases.enumerated() {
      let fixture = BridgeFixture()
      var broken = shown(clicked: true)
      change(&broken)
      fixture.bridge.record(broken)
      let expected: [DroppedValueReason: Int] = reason.map { [$0: 1] } ?? [:]
      XCTAssertEqual(fixture.bridge.ledger().droppedValues, expected, "case \(index)")
      XCTAssertEqual(fixture.bridge.ledger().interactions, 1)
    }
  }

  func test_roundedSimilarity_isPutBackIntoItsBounds() {
    let fixture = BridgeFixture()
    fixture.bridge.record(shown(clicked: true, similarity: 1.0000001))
    XCTAssertEqual(
      fixture.collect().histograms("session_buddy.search.similarity_score").values.map(\.sum), [1])
  }

  private func shown(
    _ type: String = "conversation",
    clicked: Bool,
    similarity: Double = 0.8
  ) -> ResultInteraction {
    ResultInteraction(
      query: "q",
      resultID: "r",
      resultType: type,
      position: 1,
      similarityScore: similarity,
      clicked: clicked,
      dwellTimeMilliseconds: 1_000,
      timestamp: Timestamp(secondsSinceEpoch: 1_800_000_000)
    )
  }
}
