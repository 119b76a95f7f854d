import Foundation
import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

final class PlaceTests: XCTestCase {
  func test_X03_unixSocket_isReachedByItsPath() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "c-\(UUID().uuidString.prefix(8))").path
    try withFakeCollector(at: .unixSocket(path: path)) { collector in
      let client = Client(collector)

      XCTAssertEqual(collector.endpoint, "unix:\(path)")
      XCTAssertEqual(collector.port, 0)
      XCTAssertEqual(try client.export(Sample.request(Sample.log("a"))).status, .ok)
      try collector.closeConnections()
      try client.exportAgainUntilTaken(Sample.request(Sample.log("b")))
      collector.stop()
      XCTAssertEqual(try Client(collector).export([]).status, .unavailable)
      try collector.start()
      XCTAssertEqual(try Client(collector).export([]).status, .ok)

      XCTAssertEqual(collector.logRecords.map(\.body), ["a", "b"])
    }
    XCTAssertFalse(FileManager.default.fileExists(atPath: path))
  }

  func test_X03_ipv6_isReachedInBrackets() throws {
    // A machine without IPv6 has no such address, and then the error is what there is to see.
    if let addresses = try? String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8),
      !addresses.contains("00000000000000000000000000000001")
    {
      return XCTAssertThrowsError(try FakeCollector(at: .ipv6()))
    }
    let collector = try FakeCollector(at: .ipv6())
    defer { collector.stop() }

    XCTAssertEqual(collector.endpoint, "http://[::1]:\(collector.port)")
    XCTAssertEqual(try Client(collector).export([]).status, .ok)
    XCTAssertTrue(try XCTUnwrap(collector.requests.first).peer.hasPrefix("ipv6:"))
    collector.stop()
    try collector.start()
    XCTAssertEqual(try Client(collector).export([]).status, .ok)
  }

  func test_chosenPort_isKept() throws {
    let first = try FakeCollector()
    first.stop()

    let second = try FakeCollector(at: .ipv4(port: first.port))
    defer { second.stop() }

    XCTAssertEqual(second.port, first.port)
    XCTAssertEqual(second.place, .ipv4(port: first.port))
  }
}
