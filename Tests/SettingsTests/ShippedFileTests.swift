import Settings
import XCTest

final class ShippedFileTests: XCTestCase {
  private let path =
    String(#filePath).split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
    + "/settings/session-buddy.yaml"

  func test_shippedFile_holdsTheDefaults() throws {
    let resolved = try SettingsLoader(environment: [:]).load(.required(path))

    XCTAssertEqual(resolved.settings, TelemetrySettings())
    XCTAssertEqual(resolved.warnings, [])
    XCTAssertEqual(resolved.files, [path])
  }

  func test_shippedFile_namesEveryKeyInTheOrderOfTheDocumentation() throws {
    let bytes = try XCTUnwrap(try SettingsLoader.readRegularFile(path))
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let keys = lines.compactMap { line in
      line.first?.isLetter == true ? line.split(separator: ":").first.map(String.init) : nil
    }
    let entries = try SettingsLoader(environment: [:]).load(.none).entries

    XCTAssertEqual(keys, entries.map(\.key))
  }

  func test_documentation_hasARowForEveryKey() throws {
    let rows = SettingsDocumentation.markdownTable.split(separator: "\n")
    let entries = try SettingsLoader(environment: [:]).load(.none).entries

    XCTAssertEqual(rows.count, entries.count + 2)
    for (row, entry) in zip(rows.dropFirst(2), entries) {
      XCTAssertTrue(row.hasPrefix("| `\(entry.key)`"), "\(row)")
      XCTAssertEqual(row.split(separator: "|", omittingEmptySubsequences: false).count, 7, "\(row)")
    }
    XCTAssertTrue(
      rows.contains(
        "| `otel_export_interval_seconds` (also `otel_metrics_export_interval`) | `60` | "
          + "a number of seconds from 0.001 to 86400 | `OTEL_METRIC_EXPORT_INTERVAL` | "
          + "How often metrics are collected and sent. |"))
  }
}
