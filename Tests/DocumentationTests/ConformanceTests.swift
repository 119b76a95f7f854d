import Foundation
import XCTest

final class ConformanceTests: XCTestCase {
  func test_completeAreas_haveNothingOpen() throws {
    let conformance = try Conformance.current()
    let areas = Set(conformance.requirements.map(\.area))
    XCTAssertEqual(Conformance.completeAreas.filter { !areas.contains($0) }, [], "areas without requirements")
    for gap in conformance.gaps(in: Conformance.completeAreas) {
      XCTFail(
        "\(gap.id) \(gap.level.rawValue): no test cites it and docs/deliberately-not.md has no reason: \(gap.text)"
      )
    }
  }

  func test_page_isUpToDate() throws {
    let expected = try Conformance.current().markdown
    if Readme.isWriting { return try Readme.write(expected, to: "docs/conformance.md") }
    XCTAssertTrue(
      try Readme.document("docs/conformance.md") == expected,
      "docs/conformance.md is out of date; make readme brings it up to date"
    )
  }

  func test_reasons_areForRequirementsThatNothingShows() throws {
    XCTAssertEqual(try Conformance.current().staleExcuses, [], "docs/deliberately-not.md")
  }

  func test_gap_isWhatIsAskedForAndNeitherShownNorExcused() {
    let conformance = Conformance(
      requirements: [
        Requirement(id: "Q-1", level: .must, text: "Shown."),
        Requirement(id: "Q-2", level: .must, text: "Open."),
        Requirement(id: "Q-3", level: .should, isInDevelopment: true, text: "Open."),
        Requirement(id: "Q-4", level: .should, text: "Excused."),
        Requirement(id: "Q-5", level: .may, text: "Open."),
        Requirement(id: "Q-6", level: .info, text: "Open."),
        Requirement(id: "Y-1", level: .must, text: "Open."),
      ],
      tests: ["Q-1": ["SomeTests.test_Q1_works"]],
      excuses: ["Q-1": "It is shown.", "Q-4": "Because.", "Q-9": "There is no such thing."]
    )

    XCTAssertEqual(conformance.gaps(in: ["Q"]).map(\.id), ["Q-2", "Q-3"])
    XCTAssertEqual(conformance.gaps(in: []), [])
    XCTAssertEqual(conformance.staleExcuses, ["Q-1", "Q-9"])
  }

  func test_tests_citeByNameAndByComment() {
    // Spelled so that this file does not cite anything by them.
    let text = """
      type OneTests: XCTestCase {
        /// As X-27 says.
        method test_M02_M04_works() {}
        // X-29
        method test_somethingElse() {}
      }
      final type OtherTests: XCTestCase {
        method test_M02_worksToo() throws {}
      }
      """.replacing("type ", with: "class ").replacing("method ", with: "func ")

    XCTAssertEqual(
      Citations(tests: text).tests,
      [
        "M-02": ["OneTests.test_M02_M04_works", "OtherTests.test_M02_worksToo"],
        "M-04": ["OneTests.test_M02_M04_works"], "X-27": ["OneTests.test_M02_M04_works"],
      ]
    )
  }
}
