import GRPCTransport
import OTLPReceiver
import Synchronization
import XCTest

final class MetadataTests: XCTestCase {
  func test_metadata_travelsBothWaysInOrder() throws {
    let seen = Mutex<Metadata>([])
    let every = (UInt8.min...UInt8.max).map { $0 }
    try withServer { request in
      seen.withLock { $0 = request.metadata }
      var reply = Reply.ok()
      reply.initialMetadata = [try? .init("x-first", "1")].compacted
      reply.trailingMetadata = [try? .init("x-last", "2"), try? .init("x-detail-bin", every)].compacted
      return reply
    } _: { channel, _ in
      let answer = try channel.answer(metadata: [
        .init("authorization", "Bearer abc"), .init("x-twice", "one"), .init("x-twice", "two"),
        .init("x-blob-bin", every), .init("x-empty", ""),
      ])

      XCTAssertEqual(answer.status, .ok)
      XCTAssertEqual(answer.initialMetadata.text("x-first"), "1")
      XCTAssertEqual(answer.trailingMetadata.text("x-last"), "2")
      XCTAssertEqual(answer.trailingMetadata["x-detail-bin"], every)
      XCTAssertNil(answer.trailingMetadata["x-first"])
    }
    let metadata = seen.withLock { $0 }
    XCTAssertEqual(metadata.text("authorization"), "Bearer abc")
    XCTAssertEqual(metadata.values("x-twice"), [Array("one".utf8), Array("two".utf8)])
    XCTAssertEqual(metadata["x-blob-bin"], every)
    XCTAssertEqual(metadata["x-empty"], [])
  }

  func test_X14_userAgent_beginsWithOurs() throws {
    let seen = Mutex<String?>(nil)
    var options = ChannelOptions()
    options.userAgent = "session-buddy/1.0"
    try withServer(options: options) { request in
      seen.withLock { $0 = request.metadata.text("user-agent") }
      return .ok()
    } _: { channel, _ in
      XCTAssertEqual(try channel.answer().status, .ok)
    }
    XCTAssertEqual(seen.withLock { $0?.hasPrefix("session-buddy/1.0 grpc-c/") }, true)
  }

  func test_illegalEntry_isRefusedWithItsReason() {
    let cases: [(String, String, TransportError)] = [
      ("", "a", .illegalMetadataKey("")),
      ("Authorization", "a", .illegalMetadataKey("Authorization")),
      ("two words", "a", .illegalMetadataKey("two words")),
      (":path", "a", .illegalMetadataKey(":path")),
      ("x\r\ny", "a", .illegalMetadataKey("x\r\ny")),
      ("grpc-timeout", "1S", .reservedMetadataKey("grpc-timeout")),
      ("user-agent", "a", .reservedMetadataKey("user-agent")),
      ("x-text", "a\r\nb: c", .illegalMetadataValue(key: "x-text")),
      ("x-text", "é", .illegalMetadataValue(key: "x-text")),
    ]
    for (key, value, expected) in cases {
      XCTAssertThrowsError(try Metadata.Entry(key, value)) { XCTAssertEqual($0 as? TransportError, expected) }
    }
    XCTAssertNoThrow(try Metadata.Entry("x-text-bin", "é\r\n"))
  }

  func test_descriptions_hideValues() throws {
    let metadata: Metadata = [try .init("authorization", "Bearer secret")]
    var dump = ""
    Swift.dump(metadata, to: &dump)

    XCTAssertEqual("\(metadata)", "[authorization: <redacted>]")
    for text in [String(reflecting: metadata), "\(metadata.entries)", dump] {
      XCTAssertFalse(text.contains("secret"), text)
      XCTAssertFalse(text.contains("115, 101, 99"), text)
    }
  }
}

extension [Metadata.Entry?] {
  fileprivate var compacted: Metadata { Metadata(compactMap { $0 }) }
}
