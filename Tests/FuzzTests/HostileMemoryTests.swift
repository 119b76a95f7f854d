import OTLPEncoding
import Telemetry
import TestSupport
import XCTest

/// What a request can cost that was made to cost as much as possible: as many of the smallest things as are let in.
final class HostileMemoryTests: XCTestCase {
  /// One shape of request: a piece, over and over, within messages of these field numbers.
  private struct Shape {
    let name: String
    let signal: TelemetrySignal
    let piece: [UInt8]
    let path: [UInt8]

    /// A request of `count` pieces.
    func request(_ count: Int) -> [UInt8] {
      var content = piece
      while content.count < count * piece.count { content += content }
      return path.reversed().reduce(Array(content.prefix(count * piece.count))) { content, field in
        var (rest, length) = (content.count, [UInt8]())
        while rest >= 0x80 {
          length.append(UInt8(rest & 0x7F) | 0x80)
          rest >>= 7
        }
        return [field << 3 | 2] + length + [UInt8(rest)] + content
      }
    }

    func decode(_ bytes: [UInt8], _ limits: DecodingLimits) throws(DecodingFailure) {
      switch signal {
      case .metrics: _ = try OTLPDecoder.metrics(bytes, limits: limits)
      case .traces: _ = try OTLPDecoder.spans(bytes, limits: limits)
      case .logs: _ = try OTLPDecoder.logRecords(bytes, limits: limits)
      }
    }

    /// How many pieces are let in; found with a small limit, since the cost is the same for each.
    func largestCount(_ limits: DecodingLimits) -> Int {
      var few = limits
      few.memory = limits.memory / 1_024
      var (good, bad) = (0, few.memory)
      while bad - good > 1 {
        let count = (good + bad) / 2
        do throws(DecodingFailure) {
          try decode(request(count), few)
          good = count
        } catch {
          bad = count
        }
      }
      return good * 1_020
    }
  }

  /// The dearest of some thirty shapes.
  private let shapes = [
    Shape(name: "log records", signal: .logs, piece: [0x12, 0], path: [1, 2]),
    // Each with a gauge that has no points.
    Shape(name: "metrics", signal: .metrics, piece: [0x12, 2, 0x2A, 0], path: [1, 2]),
  ]

  func test_dearestRequest_takesLessThanAGibibyte() throws {
    let limits = DecodingLimits()
    for shape in shapes {
      let bytes = shape.request(shape.largestCount(limits))
      let (taken, failure) = cost(of: bytes, shape, limits)
      XCTAssertNil(failure, "\(shape.name): this is to be let in")
      XCTAssertLessThan(taken + bytes.count, 1 << 30, shape.name)
    }
  }

  func test_largerRequests_areRefusedBeforeTheyCostAnything() throws {
    let limits = DecodingLimits()
    for shape in shapes {
      let bytes = shape.request(shape.largestCount(limits) / 1_000 * 1_030)
      let (taken, failure) = cost(of: bytes, shape, limits)
      XCTAssertTrue(failure?.description.contains("of memory, found more") == true, "\(failure as Any)")
      XCTAssertLessThan(taken, 1 << 24, shape.name)
    }
  }

  private func cost(of bytes: [UInt8], _ shape: Shape, _ limits: DecodingLimits) -> (Int, DecodingFailure?) {
    var failure: DecodingFailure?
    let taken = PeakMemory.taken {
      do throws(DecodingFailure) {
        try shape.decode(bytes, limits)
      } catch {
        failure = error
      }
    }
    return (taken, failure)
  }
}
