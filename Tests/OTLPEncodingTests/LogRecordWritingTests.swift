import OTLPEncoding
import Synchronization
import Telemetry
import WireFormat
import XCTest

final class LogRecordWritingTests: XCTestCase {
  /// Keeps what it is given, as processors get it.
  private final class Keeper: LogRecordProcessor {
    let records = Mutex<[EmittedLogRecord]>([])

    func onEmit(_ record: inout EmittedLogRecord) { records.withLock { [record] in $0.append(record) } }
    func flush(until deadline: Instant) -> Bool { true }
    func shutdown(until deadline: Instant) -> Bool { true }
  }

  private let keeper = Keeper()
  private let resource = Resource(["service.name": "s"])

  private func logger(
    schemaURL: String = "", _ change: (inout LoggerProvider.Options) -> Void = { _ in }
  ) -> Logger {
    var options = LoggerProvider.Options()
    change(&options)
    return LoggerProvider(resource: resource, processors: [keeper], options: options)
      .logger(named: "lib", version: "1", schemaURL: schemaURL)
  }

  private var request: EncodedRequest {
    let records = keeper.records.withLock { $0 }
    let chunk = Chunk.written { writer in for var record in records { writer.logRecord(&record) } }
    let scope = records.first?.scope ?? InstrumentationScope(name: "")
    return .request(
      .logs, of: resource, [ScopeItems(scope: scope, itemCount: records.count, items: chunk)])
  }

  private func time(_ nanoseconds: UInt64) -> Timestamp { Timestamp(nanosecondsSinceEpoch: nanoseconds) }

  func test_W01_L08_record_isTheGoldenRequest() {
    logger().emit(
      LogRecord(
        "hi", severity: .info, severityText: "info", eventName: "e.v", time: time(1), observedTime: time(2)))

    let golden =
      "0a4a0a150a130a0c736572766963652e6e616d6512030a017312310a080a036c6962120131122509010000000000000010"
      + "091a04696e666f2a040a0268695902000000000000006203652e76"
    XCTAssertEqual(request.bytes, Wire.bytes(golden))
  }

  func test_L08_L09_L11_everyPart_isReadBackAsItWasWritten() throws {
    let logger = logger(schemaURL: "https://example.test/1") { $0.limits.attributeCount = 3 }
    let context = SpanContext(
      traceID: TraceID(high: 1, low: 2), spanID: SpanID(3), flags: [.sampled, .random])
    let bodies: [AttributeValue] = [
      "größe 🦊", "", true, false, .int(.min), 0, 1.5, .bytes([0, 255]), .bytes([]), .empty,
      [1, [.map(["k": .empty])]], .map(["b": 1, "a": ["x"]]), [],
    ]
    for (index, body) in bodies.enumerated() {
      logger.emit(
        LogRecord(
          body, severity: Severity(rawValue: UInt8(index * 2)), severityText: "level \(index)",
          attributes: ["a": 1, "b": [true], "c": "x", "d": "dropped"], eventName: "e\(index)",
          context: .span(context), time: time(UInt64(index)), observedTime: time(7)))
    }
    logger.emit(LogRecord(context: .none, observedTime: time(8)))
    var expected = keeper.records.withLock { $0 }.map(\.data)
    // Zero is how OTLP says that a time is not known.
    expected[0].time = nil

    XCTAssertEqual(request.itemCount, bodies.count + 1)
    Judge.assertLogsRequest(request.bytes)
    XCTAssertEqual(try OTLPDecoder.logRecords(request.bytes), expected)
    XCTAssertEqual(expected[1].droppedAttributes, 1)
    XCTAssertEqual(expected[1].attributes, ["a": 1, "b": [true], "c": "x"])
  }

  func test_L12_spanWithoutATrace_isLeftOut() throws {
    let half = SpanContext(traceID: .invalid, spanID: SpanID(3), flags: .sampled)
    let trace = SpanContext(traceID: TraceID(high: 1, low: 2), spanID: .invalid)
    for context in [half, trace] { logger().emit(LogRecord(context: .span(context))) }

    Judge.assertLogsRequest(request.bytes)
    XCTAssertEqual(try OTLPDecoder.logRecords(request.bytes).map(\.spanContext), [.invalid, trace])
  }

  func test_severalScopes_shareOneResource() throws {
    let provider = LoggerProvider(resource: resource, processors: [keeper])
    for name in ["x", "y", "z"] { provider.logger(named: name).emit(.string(name)) }
    let records = keeper.records.withLock { $0 }
    let request = EncodedRequest.request(
      .logs, of: resource,
      records.map { record in
        var record = record
        return ScopeItems(scope: record.scope, itemCount: 1, items: Chunk.written { $0.logRecord(&record) })
      })

    Judge.assertLogsRequest(request.bytes)
    XCTAssertEqual(try OTLPDecoder.logRecords(request.bytes), records.map(\.data))
  }
}
