import Foundation
import SessionBuddyTelemetry
import TelemetryTesting
import TestSupport
import XCTest

/// Two processes that know nothing of each other but the id of a session.
final class SessionLinkTests: XCTestCase {
  private static let ids = ["01M7W918A5QKFBF5KZNWJ47TAN", "kite-20261119-034156"]

  func test_S11_twoProcesses_haveLinkedSpansAtTheCollector() throws {
    for id in Self.ids {
      try withFakeCollector { collector in
        // The work may come first: its link is to what is not there yet.
        try run([collector.endpoint, id.lowercased(), "route_task"])
        try run([collector.endpoint, id])

        let root = try XCTUnwrap(collector.spans.first { $0.name == "session_buddy.session" })
        let work = try XCTUnwrap(collector.spans.first { $0.name == "mahavishnu.route_task" })
        XCTAssertEqual(collector.spans.count, 3)
        XCTAssertEqual(work.links.map(\.context.traceID), [root.context.traceID])
        XCTAssertEqual(work.links.map(\.context.spanID), [root.context.spanID])
        XCTAssertNotEqual(work.context.traceID, root.context.traceID)
        XCTAssertEqual(work.resource.attributes["service.name"], "mahavishnu")
        XCTAssertEqual(work.attributes["service.name"], "mahavishnu")
        XCTAssertEqual(root.resource.attributes["service.name"], "session-buddy")
        XCTAssertNotEqual(
          work.resource.attributes["process.pid"], root.resource.attributes["process.pid"])
      }
    }
  }

  func test_S11_twoProcesses_areLinkedForAnotherImplementation() throws {
    try withFolder { folder in
      let receiver = try IndependentReceiver(in: folder)
      try run([receiver.endpoint, Self.ids[0]])
      try run([receiver.endpoint, Self.ids[0], "sweep"])
      let arrived = try receiver.stop()

      XCTAssertEqual(arrived["problems"] as? [String], [])
      let spans = try XCTUnwrap(arrived["spans"] as? [[String: Any]])
      let root = try XCTUnwrap(spans.first { $0["name"] as? String == "session_buddy.session" })
      let work = try XCTUnwrap(spans.first { $0["name"] as? String == "mahavishnu.sweep" })
      let link = try XCTUnwrap((work["links"] as? [[String: Any]])?.first)
      XCTAssertEqual(spans.count, 3)
      // Sampled, and not random: W3C's flags in the low byte.
      XCTAssertEqual((root["flags"] as? Int).map { $0 & 0xFF }, 1)
      for key in ["trace_id", "span_id"] {
        XCTAssertEqual(link[key] as? String, root[key] as? String)
        XCTAssertFalse((link[key] as? String ?? "").isEmpty)
      }
      XCTAssertEqual(root["trace_id"] as? String, "01a1f890a145bcdeb7967faf2443e955")
      XCTAssertEqual(root["span_id"] as? String, "473c3ad0e7cd295b")
    }
  }

  /// Runs a process of the test's own to its end.
  private func run(_ arguments: [String]) throws {
    #if os(macOS)
      let products = Bundle(for: SessionLinkTests.self).bundleURL.deletingLastPathComponent()
    #else
      let products = Bundle.main.bundleURL
    #endif
    let process = Process()
    process.executableURL = products.appending(path: "SessionProcess")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.filter { name, _ in
      !["SESSION_BUDDY_", "OTEL_", "GRPC_"].contains { name.hasPrefix($0) }
    }
    try process.run()
    process.waitUntilExit()
    XCTAssertEqual(process.terminationStatus, 0, "\(arguments)")
  }
}
