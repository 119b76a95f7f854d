import Foundation
import XCTest

/// Every requirement that code cites can be looked up.
final class RequirementTests: XCTestCase {
  func test_citedRequirements_areThoseOfTheTable() throws {
    let rows = try Requirement.all().map(\.id)
    XCTAssertEqual(rows.count, Set(rows).count, "an id has two rows")

    let cited = try Citations.ofPackage.get().files
    let known = Set(rows)
    for (id, file) in cited.sorted(by: { $0.key < $1.key }) where !known.contains(id) {
      XCTFail("\(file) cites \(id); expected a row for it in docs/requirements.md")
    }
  }
}
