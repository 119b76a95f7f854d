import SessionBuddyBridge
import Synchronization
import Telemetry
import XCTest

/// A handler of diagnostics runs on the thread that records, in the middle of it, and may itself record.
final class DiagnosticsReentryTests: XCTestCase {
  func test_handlerThatRecords_isNeverLockedOut() throws {
    let told = Told()
    let again = try session("again", project: "/again")
    let shown = try ResultInteraction(json: Samples.clicked)
    let fixture = told.fixture { bridge in
      bridge.record(again)
      bridge.record(shown)
      bridge.record(focus("again", at: 99))
      bridge.noteInvalid()
      _ = bridge.ledger()
    }
    for index in 0..<3 {
      fixture.bridge.record(try session("s\(index)", project: "/p\(index)"))
      var interaction = shown
      interaction.resultType = ["conversation", "insight", "reflection"][index]
      fixture.bridge.record(interaction)
      fixture.bridge.record(focus("app\(index)", at: Int64(index)))
    }
    for metric in ["session.quality_score", "workflow.velocity_commits_per_hour", "workflow.quality_trend"] {
      XCTAssertEqual(told.count(of: "session_buddy." + metric), 1)
    }
    XCTAssertEqual(told.count(of: "session_buddy.search.type_preference"), 1)
    XCTAssertEqual(fixture.bridge.ledger().sessions, 4)
  }

  func test_qualityRecordedMeanwhile_isTheOneThatStays() throws {
    let told = Told()
    var running = try session("b")
    running.endedAt = nil
    running.averageQuality = 70
    var newer = running
    newer.averageQuality = 90
    let fixture = told.fixture(at: "session_buddy.session.quality_score") { [newer] in $0.record(newer) }
    fixture.bridge.record(try session("a"))
    fixture.bridge.record(running)
    XCTAssertEqual(told.count(of: "session_buddy.session.quality_score"), 1)
    XCTAssertEqual(fixture.collect().number("session_buddy.session.quality_score", Told.overflow), 90)
  }

  func test_velocityRecordedMeanwhile_isTheOneThatStays() throws {
    let told = Told()
    let name = "session_buddy.workflow.velocity_commits_per_hour"
    var newer = try session("c", project: "/b")
    newer.commitCount = 10
    let fixture = told.fixture(at: name) { [newer] in $0.record(newer) }
    fixture.bridge.record(try session("a", project: "/a"))
    fixture.bridge.record(try session("b", project: "/b"))
    XCTAssertEqual(fixture.collect().number(name, Told.overflow), 12)
  }

  func test_ratesRecordedMeanwhile_areTheOnesThatStay() throws {
    let told = Told()
    let name = "session_buddy.search.type_preference"
    let clicked = try ResultInteraction(json: Samples.clicked)
    let ignored = try ResultInteraction(json: Samples.ignored)
    let fixture = told.fixture(at: name) { $0.record(ignored) }
    fixture.bridge.record(clicked)
    fixture.bridge.record(ignored)
    let metrics = fixture.collect()
    XCTAssertEqual(metrics.number(name, Told.overflow), 2.0 / 3)
    XCTAssertEqual(metrics.number("session_buddy.search.click_through_rate"), 1.0 / 3)
  }
}

/// What was told of overflowing instruments, and a bridge to record into while it is told.
private final class Told: Sendable {
  static let overflow: AttributeSet = ["otel.metric.overflow": true]

  private let messages = Mutex<[String]>([])
  private let bridge = Mutex<RecordBridge?>(nil)

  /// A bridge whose instruments have one series each; `body` runs when those of `name` are one too many.
  func fixture(at name: String = "", _ body: @escaping @Sendable (RecordBridge) -> Void) -> BridgeFixture {
    let diagnostics = Diagnostics { diagnostic in
      self.messages.withLock { $0.append(diagnostic.message) }
      guard diagnostic.message.hasPrefix(name), let bridge = self.bridge.withLock({ $0 }) else { return }
      body(bridge)
    }
    let fixture = BridgeFixture(cardinalityLimit: 1, knownLimit: 2_000, diagnostics: diagnostics)
    bridge.withLock { $0 = fixture.bridge }
    return fixture
  }

  func count(of name: String) -> Int {
    messages.withLock { $0.count { $0.hasPrefix(name) } }
  }
}
