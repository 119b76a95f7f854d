import Settings
import XCTest

/// Files that are no settings at all, or try to be more than settings.
final class MalformedFileTests: XCTestCase {
  func test_FS30_brokenYAML_isAnErrorWithItsPosition() {
    let cases: [(yaml: String, complaint: String)] = [
      ("otel_headers:\n\tauthorization: x", "file:2:1: expected spaces, found a tab"),
      (
        "otel_batch_size: 1\notel_batch_size: 2",
        "file:2:1: otel_batch_size: expected the key once, found it again (first in line 1)"
      ),
      (
        "a:\n  b : 1\n  bc: 2\n  b : 3",
        "file:4:3: b: expected the key once, found it again (first in line 2)"
      ),
      ("{a: 1, a: 2}", "file:1:2: a: expected the key once, found it again (first in line 1)"),
      ("- a\n- b", "file:1:1: expected a mapping of keys to values, found something else"),
      ("otel_enabled", "file:1:1: expected a mapping of keys to values, found something else"),
      ("a: b\n---\nc: d", "file:2:1: expected one YAML document, found another"),
      ("a: *nowhere", "file:1:4: expected YAML: found undefined alias"),
      ("otel_headers: {a: ${X}}", "file:1:20: expected YAML: did not find expected ',' or '}' while parsing"),
      (
        "a: \"b",
        "file:1:6: expected YAML: found unexpected end of stream while scanning a quoted scalar (line 1)"
      ),
      ("a: b\n c: d", "file:2:3: expected YAML: mapping values are not allowed in this context"),
    ]
    for (yaml, complaint) in cases {
      XCTAssertTrue(Layers(yaml).complaint.hasPrefix(complaint), Layers(yaml).complaint)
    }
  }

  func test_bytesThatAreNoText_areAnError() {
    var layers = Layers()
    layers.files["settings/session-buddy.yaml"] = [0x61, 0x3a, 0x20, 0xff, 0xfe]
    XCTAssertEqual(layers.complaint, "file: expected UTF-8, found other bytes")

    layers = Layers("ä: b\nü: \u{1}")
    XCTAssertTrue(
      layers.complaint.hasPrefix("file:2:4: expected printable characters, found character 1"),
      layers.complaint)
  }

  func test_FS30_aFileOfMoreThanOneMebibyte_isRefused() {
    let limit = SettingsLoader.maximumFileBytes
    let atLimit = "otel_batch_size: 3\n#" + String(repeating: "x", count: limit - 20)
    XCTAssertEqual(atLimit.utf8.count, limit)

    XCTAssertEqual(Layers(atLimit).settings()?.batchSize, 3)
    XCTAssertEqual(Layers(atLimit + "x").complaint, "file: expected at most \(limit) bytes, found more")
  }

  func test_deepNesting_isRefusedEvenOnASmallStack() {
    let cases: [(open: String, close: String, problem: String)] = [
      ("[", "]", "file: expected at most 100 nested brackets, found more"),
      ("{a: ", "}", "file: expected at most 100 nested brackets, found more"),
      ("- ", "x", "file: expected at most 200 columns of indentation, found more"),
      ("? ", "x", "file: expected at most 200 columns of indentation, found more"),
      ("- ? ", "x", "file: expected at most 200 columns of indentation, found more"),
    ]
    let finished = expectation(description: "every text was read")
    let thread = Thread {
      for (open, close, problem) in cases {
        for depth in [101, 990, 100_000] {
          let nested = String(repeating: open, count: depth) + String(repeating: close, count: depth)
          XCTAssertEqual(Layers("a: b\nc:\n  " + nested).complaint, problem, "\(depth) of \(open)")
        }
      }
      let deepest = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
      let widest = String(repeating: "- ", count: 99) + "x"
      XCTAssertEqual(Layers("a: \(deepest)\nb:\n  \(widest)\n").settings(), TelemetrySettings())
      finished.fulfill()
    }
    thread.stackSize = 512 << 10
    thread.start()
    wait(for: [finished], timeout: 60)
  }

  func test_stairsOfKeys_areRefusedWhenTheyAreTooDeep() {
    func stairs(_ count: Int) -> String {
      (0..<count).map { String(repeating: " ", count: $0) + "k:\n" }.joined()
    }
    XCTAssertEqual(Layers(stairs(200)).settings(), TelemetrySettings())
    XCTAssertEqual(
      Layers(stairs(202)).complaint, "file: expected at most 200 columns of indentation, found more")
  }

  func test_FS30_aliases_workAndDoNotExplode() {
    let shared = "shared: &patterns [a.*, b.*]\notel_metrics_whitelist: *patterns"
    XCTAssertEqual(Layers(shared).settings()?.metricsWhitelist.map(\.text), ["a.*", "b.*"])

    var laughs = "l0: &l0 [lol, lol]\n"
    for level in 1...15 { laughs += "l\(level): &l\(level) [*l\(level - 1), *l\(level - 1)]\n" }
    XCTAssertEqual(Layers(laughs + "? *l15\n: key\notel_batch_size: 5").settings()?.batchSize, 5)
    XCTAssertEqual(
      Layers(laughs + "otel_metrics_whitelist: *l15").complaint,
      "file:15:6: otel_metrics_whitelist: expected a name pattern, found a list")

    for level in 16...40 { laughs += "l\(level): &l\(level) [*l\(level - 1), *l\(level - 1)]\n" }
    XCTAssertEqual(
      Layers(laughs + "? *l40\n: key").complaint, "file: expected at most 32 YAML aliases, found more")
  }

  func test_starsThatAreNoAliases_areNotCounted() {
    let patterns =
      (0..<100).map { "  - \"a\($0).*\"\n" }.joined() + String(repeating: "# - *not\n", count: 100)
    XCTAssertEqual(Layers("otel_metrics_whitelist:\n\(patterns)").settings()?.metricsWhitelist.count, 100)
  }

  func test_mergeKeys_mayOnlyBringForeignKeys() {
    XCTAssertEqual(
      Layers("base: &base {otel_enabled: false}\n<<: *base").complaint,
      "file:1:14: otel_enabled: expected the key at the top level, found it behind <<")
    XCTAssertEqual(
      Layers("base: &base {otel_enabled: false}\n<<: [*base]").complaint,
      "file:1:14: otel_enabled: expected the key at the top level, found it behind <<")
    XCTAssertEqual(Layers("base: &base {log_level: x}\n<<: *base").settings(), TelemetrySettings())
  }

  func test_aFileAskedForByName_mustExist() {
    let loader = SettingsLoader(environment: [:])
    let missing = "/nonexistent/settings.yaml"

    XCTAssertThrowsError(try loader.load(.required(missing))) { error in
      XCTAssertEqual("\(error)", "\(missing): expected a settings file, found nothing of that name")
    }
    XCTAssertEqual(try loader.load(.ifPresent(missing)).settings, TelemetrySettings())
  }

  func test_whatIsNoRegularFile_isAnErrorAndNeverWaitedFor() throws {
    for (path, problem) in [("/", "not a regular file"), ("/dev/zero", "not a regular file")] {
      XCTAssertThrowsError(try SettingsLoader(environment: [:]).load(.ifPresent(path))) { error in
        XCTAssertEqual("\(error)", "\(path): expected a settings file, found \(problem)")
      }
    }
  }

  func test_aRealFile_isReadWithItsNeighbour() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "settings-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let main = folder.appendingPathComponent("mine.yaml")
    try "otel_batch_size: 1\notel_cardinality_limit: 2\n".write(to: main, atomically: true, encoding: .utf8)
    let local = folder.appendingPathComponent("local.yaml")
    try "otel_batch_size: 3\n".write(to: local, atomically: true, encoding: .utf8)

    let both = try SettingsLoader(environment: [:]).load(.required(main.path))
    XCTAssertEqual(both.files, [main.path, local.path])
    XCTAssertEqual(both.settings.batchSize, 3)
    XCTAssertEqual(both.settings.cardinalityLimit, 2)

    let one = try SettingsLoader(environment: [:]).load(.required(local.path))
    XCTAssertEqual(one.files, [local.path])
  }
}
