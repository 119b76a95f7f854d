import OTLPEncoding
import Settings
import Telemetry
import TestSupport
import XCTest

/// What decoding costs at its worst: so many bytes of memory for each byte that comes in, and no more.
final class MemoryTests: XCTestCase {
  /// How many bytes the worst inputs have: enough that the memory they take was not free before.
  private let size = 1 << 17

  func test_listsOfNothing_takeABoundedMultipleOfTheirBytes() throws {
    // Two bytes each on the wire: the shortest element there is, at each level of each signal.
    let empty = Array(repeating: [0x0A, 0x00] as [UInt8], count: size / 2).flatMap(\.self)
    let second = Array(repeating: [0x12, 0x00] as [UInt8], count: size / 2).flatMap(\.self)
    let inputs: [(String, [UInt8])] = [
      ("resources", empty), ("scopes", wrap(second, [1])), ("items", wrap(second, [1, 2])),
      ("attributes of a resource", wrap(empty, [1, 1])), ("points of a gauge", wrap(empty, [1, 2, 2, 5])),
    ]
    for (name, bytes) in inputs {
      for signal in TelemetrySignal.allCases {
        let taken = PeakMemory.taken {
          switch signal {
          case .metrics: _ = try? OTLPDecoder.metrics(bytes)
          case .traces: _ = try? OTLPDecoder.spans(bytes)
          case .logs: _ = try? OTLPDecoder.logRecords(bytes)
          }
        }
        XCTAssertLessThan(taken, 500 * bytes.count, "\(name) of \(signal)")
      }
    }
  }

  func test_JSONOfNothing_takesABoundedMultipleOfItsBytes() throws {
    for piece in ["[],", "0,", "{},", "\"\",", "[[[[]]]],"] {
      let line = "{\"resourceLogs\":[" + String(repeating: piece, count: size / piece.utf8.count) + "0]}"
      let taken = PeakMemory.taken { _ = try? OTLPJSON.request(line) }
      XCTAssertLessThan(taken, 100 * line.utf8.count, piece)
    }
  }

  func test_settingsFile_takesABoundedMultipleOfItsBytes() throws {
    for piece in ["a: 1\n", "- []\n", "x: {a: b}\n", "? [a]\n: b\n"] {
      let text = String(repeating: piece, count: size / piece.utf8.count)
      let bytes = Array(text.utf8)
      let loader = SettingsLoader(environment: [:], readFile: { _ throws(FileProblem) in bytes })
      let taken = PeakMemory.taken { _ = try? loader.load(.required("f.yaml")) }
      XCTAssertLessThan(taken, 1_000 * bytes.count, piece)
    }
  }

  /// `content` inside messages of these field numbers, the first outermost.
  private func wrap(_ content: [UInt8], _ fields: [UInt8]) -> [UInt8] {
    fields.reversed().reduce(content) { content, field in
      var (rest, length) = (content.count, [UInt8]())
      while rest >= 0x80 {
        length.append(UInt8(rest & 0x7F) | 0x80)
        rest >>= 7
      }
      return [field << 3 | 2] + length + [UInt8(rest)] + content
    }
  }
}
