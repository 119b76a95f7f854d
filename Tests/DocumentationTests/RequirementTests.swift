import Foundation
import XCTest

/// Every requirement that code cites can be looked up, and every one in the table is cited.
final class RequirementTests: XCTestCase {
  func test_citedRequirements_areThoseOfTheTable() throws {
    let table = try String(contentsOf: Readme.root.appending(path: "docs/requirements.md"), encoding: .utf8)
    var rows: [String] = []
    for row in table.matches(of: /(?m)^\| ([A-Z]+-\d+) \| (.+) \| (.+) \|$/) {
      rows.append(String(row.1))
      XCTAssertTrue(row.2.hasSuffix("."), "\(row.1): expected a sentence, found \(row.2)")
    }
    XCTAssertEqual(rows.count, Set(rows).count, "an id has two rows")

    let cited = try Self.citations()
    let known = Set(rows)
    for (id, file) in cited.sorted(by: { $0.key < $1.key }) where !known.contains(id) {
      XCTFail("\(file) cites \(id); expected a row for it in docs/requirements.md")
    }
    XCTAssertEqual(known.subtracting(cited.keys).sorted(), [], "nobody cites these any more")
  }

  /// Every id in comments and names, and a file it stands in.
  private static func citations() throws -> [String: String] {
    var found: [String: String] = [:]
    for folder in ["Sources", "Tests"] {
      let root = Readme.root.appending(path: folder)
      let files = try XCTUnwrap(FileManager.default.enumerator(atPath: root.path))
      while let file = files.nextObject() as? String {
        guard [".swift", ".c", ".h", ".py"].contains(where: file.hasSuffix) else { continue }
        let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
        for id in ids(in: text) { found[id] = "\(folder)/\(file)" }
      }
    }
    return found
  }

  /// `X-27`, and both of `test_T17_T18_contentsArrive`; not a curve such as the one called P and 256.
  private static func ids(in text: String) -> [String] {
    let inText = text.matches(of: /\b(?:A|E|FS|G|L|M|P|R|T|W|X|Z)-\d{1,3}\b/).map { String($0.0) }
    let inNames = text.matches(of: /func test((?:_[A-Z]{1,2}\d+)+)_/).flatMap { name in
      name.1.matches(of: /([A-Z]+)(\d+)/).map { "\($0.1)-\($0.2)" }
    }
    return inText.filter { $0 != ["P", "256"].joined(separator: "-") } + inNames
  }
}
