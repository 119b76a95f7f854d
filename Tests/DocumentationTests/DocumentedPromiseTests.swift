import XCTest

/// What the specification wants to be said to users, where they read about it.
final class DocumentedPromiseTests: XCTestCase {
  private func documentation(_ file: String) throws -> String {
    try Readme.document(file).split(separator: "\n").filter { $0.contains("///") }
      .map { $0.drop { $0 == " " || $0 == "/" } }.joined(separator: " ")
  }

  func test_A10_nestedValues_areSaidToCostMore() throws {
    let text = try documentation("Sources/Telemetry/Attributes/AttributeValue.swift")
    XCTAssertTrue(text.contains("Arrays and maps cost more to record and to store than plain values."), text)
  }
}
