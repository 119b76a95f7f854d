import Foundation
import Settings
import TestSupport
import XCTest

/// What may stand in a settings file, or in the environment.
final class SettingsFuzzTests: XCTestCase {
  func test_anyFile_isReadOrRefusedWithItsPlace() throws {
    let seeds = try realFiles()
    Fuzz.run(rounds: 1_500, seed: 7) { random in
      let bytes = mutated(seeds.randomElement(using: &random) ?? [], using: &random)
      let loader = SettingsLoader(
        environment: ["HOME": "/home/buddy", "NAME": "a: [b"],
        hostName: { "build-7" },
        readFile: { path throws(FileProblem) in path == "session-buddy.yaml" ? bytes : nil }
      )
      do throws(SettingsError) {
        _ = try loader.load(.required("session-buddy.yaml"))
        return nil
      } catch {
        return "\(error)".contains("session-buddy.yaml") || "\(error)".contains("otlp_") ? nil : "\(error)"
      }
    }
  }

  func test_anyVariable_isReadOrRefused() throws {
    let names = try SettingsLoader(environment: [:]).load(.none).entries.map {
      "SESSION_BUDDY_" + $0.key.uppercased()
    }
    let values = [
      "", "true", "1", "-1", "1e999", "9223372036854775808", "http://[::1", "unix:", "a=b,c",
      "a=%zz,b=%F0%9F", "\u{0}",
      "https://user:pw@host:99999/x?y#z", "[1, 2", "{a: 1}", "nan", "${HOME}",
      String(repeating: "x", count: 5_000),
    ]
    Fuzz.run(rounds: 2_000, seed: 8) { random in
      var environment: [String: String] = [:]
      for _ in 0..<3 {
        let value = Array((values.randomElement(using: &random) ?? "").utf8)
        let damaged = Bool.random(using: &random) ? value : Mutation.mutate(value, using: &random)
        environment[names.randomElement(using: &random) ?? ""] = String(decoding: damaged, as: UTF8.self)
      }
      _ = try? SettingsLoader(environment: environment).load(.none)
      return nil
    }
  }

  /// The file that is shipped, and one with everything YAML can do.
  private func realFiles() throws -> [[UInt8]] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let shipped = try Data(contentsOf: root.appending(path: "settings/session-buddy.yaml"))
    let lines = String(decoding: shipped, as: UTF8.self).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.joined(separator: "\n")
    let rich = """
      %YAML 1.2
      ---
      otel_enabled: yes # a comment
      otlp_endpoint: "http://${HOST:-localhost}:4317"
      otel_resource_attributes: &a {team: "\\u00e9", <<: *b, list: [1, 2.5, ~, 0x1F]}
      other: *a
      text: |
        a
         b
      folded: >-
        c
        d
      ? [complex, key]
      : !!binary aGVsbG8=
      otel_histogram_boundaries:
        - {name: "a.*", boundaries: [1, 2, 3e4, .inf]}
      """
    return [Array(shipped), Array(lines.utf8), Array(rich.utf8)]
  }
}

/// Damage to bytes, or to whole lines.
private func mutated(_ bytes: [UInt8], using random: inout SplitMix) -> [UInt8] {
  guard Bool.random(using: &random) else {
    return Mutation.mutate(
      bytes, with: Array("&a *a ${X:-${Y}} !!x [{ ]} |+ \n\t- ? : ---\n".utf8), using: &random)
  }
  var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  for _ in 0..<Int.random(in: 1...5, using: &random) where !lines.isEmpty {
    let (from, to) = (
      Int.random(in: 0..<lines.count, using: &random), Int.random(in: 0..<lines.count, using: &random)
    )
    switch Int.random(in: 0..<4, using: &random) {
    case 0: lines.remove(at: from)
    case 1: lines.insert(lines[from], at: to)
    case 2: lines.swapAt(from, to)
    default:
      lines[from] =
        ArraySlice([UInt8](repeating: 0x20, count: Int.random(in: 1...9, using: &random))) + lines[from]
    }
  }
  return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
}
