import GRPCTransport
import OTLPExporter
import TelemetryTesting
import XCTest

/// What the collector says is shown without the secrets it was told.
final class ForeignWordsTests: XCTestCase {
  func test_FS27_tokenThatTheCollectorRepeats_isHidden_whateverTheAnswer() throws {
    let answers: [FakeCollector.Answer] = [
      .status(.permissionDenied, message: "no rights for hunter2-token\nor \"Bearer hunter2-token\""),
      .status(.unavailable, message: "cannot reach the vault of hunter2-token"),
      .partialSuccess(rejected: 1, message: "tenant hunter2-token has no room"),
      .partialSuccess(rejected: 0, message: "tenant hunter2-token will expire"),
    ]
    for answer in answers {
      try withRig(
        answering: answer,
        options: { $0.headers = Self.headers }
      ) { rig in
        rig.endSpans(1)
        _ = rig.flush()

        XCTAssertFalse(rig.said.isEmpty)
        XCTAssertTrue(rig.said.contains { $0.contains("<hidden>") }, "\(rig.said)")
        XCTAssertFalse(rig.said.joined().contains("hunter2"), "\(rig.said)")
        XCTAssertFalse(rig.said.joined().contains("\n"), "\(rig.said)")
        XCTAssertFalse(rig.exporter.condition.lastProblem?.contains("hunter2") == true)
      }
    }
  }

  func test_words_areOneShortLine() {
    let words = ForeignWords(hiding: Self.headers)
    XCTAssertEqual(words.shown("a\u{1B}[2Jb\r\nc\u{202E}"), "a [2Jb  c ")
    XCTAssertEqual(words.shown(String(repeating: "x", count: 1_000)).count, 300)
    XCTAssertEqual(words.shown("token hunter2-token, Bearer hunter2-token"), "token <hidden>, <hidden>")
    // Values as short as words would tear every sentence apart.
    XCTAssertEqual(words.shown("it is on"), "it is on")
  }

  func test_wordsOfTwoTimes_hideBothTokens() throws {
    let words = ForeignWords(hiding: Self.headers, [try Metadata.Entry("authorization", "Bearer earlier")])
    XCTAssertEqual(words.shown("hunter2-token after earlier"), "<hidden> after <hidden>")
  }

  private static var headers: Metadata {
    let entries = [("authorization", "Bearer hunter2-token"), ("x-mode", "on")].compactMap {
      try? Metadata.Entry($0, $1)
    }
    return Metadata(entries)
  }
}
