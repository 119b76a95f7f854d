import SessionBuddyTelemetry
import Settings
import TelemetryTesting
import XCTest

/// Files of headers that cannot be used at the start: there is nothing older to go on with (FS-27).
final class HeadersFileTests: XCTestCase {
  func test_FS27_fileThatCannotBeUsed_isAnErrorAtTheStart_withKeyAndPlace() throws {
    try assertStart(with: nil, fails: "expected a file of headers, found no file at FILE")
    try assertStart(with: "", fails: "expected name=value in a line, found no header in FILE")
    try assertStart(
      with: "# comment\n\nauthorization=secret\nnonsense\n",
      fails: "expected name=value, separated by commas, found no name=value as item 1 in line 4 in FILE")
    try assertStart(
      with: "a=secret\na=secret-too\n", fails: "expected one value for a, found another one in line 2 in FILE"
    )
  }

  func test_FS27_folderInItsPlace_isAnErrorAtTheStart() throws {
    try withFolder { folder in
      let error = try startError(of: folder.path, in: folder)
      XCTAssertEqual(error?.key, "otel_headers_file")
      XCTAssertTrue(error?.problem.hasPrefix("expected a readable file, found ") == true, "\(error as Any)")
      XCTAssertTrue(error?.problem.hasSuffix(folder.path) == true, "\(error as Any)")
    }
  }

  private func assertStart(with text: String?, fails problem: String, line: UInt = #line) throws {
    try withFolder { folder in
      let path = folder.appending(path: "headers").path
      try text?.write(toFile: path, atomically: true, encoding: .utf8)
      let error = try startError(of: path, in: folder)
      XCTAssertEqual(error?.key, "otel_headers_file", line: line)
      XCTAssertEqual(error?.problem, problem.replacing("FILE", with: path), line: line)
      XCTAssertTrue("\(error as Any)".contains("settings.yaml:2:20: otel_headers_file: "), "\(error as Any)")
      XCTAssertFalse("\(error as Any)".contains("secret"), line: line)
    }
  }

  private func startError(of path: String, in folder: URL) throws -> SettingsError? {
    let settings = folder.appending(path: "settings.yaml").path
    let text = "otlp_endpoint: http://127.0.0.1:9\notel_headers_file: \(path)\n"
    try text.write(toFile: settings, atomically: true, encoding: .utf8)
    do throws(SettingsError) {
      _ = try SessionTelemetry.start(settingsAt: settings)
    } catch {
      return error
    }
    return nil
  }
}
