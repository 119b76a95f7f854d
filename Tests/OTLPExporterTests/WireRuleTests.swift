import Foundation
import OTLPEncoding
import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

/// What must hold of every attribute that leaves, wherever it stands in a request.
final class WireRuleTests: XCTestCase {
  private struct Failure: Error {}

  private let repeated = AttributeSet([("a", 1), ("b", .map(["k": 1, "l": [2]])), ("a", 3), ("c", "text")])

  func test_X24_everyCollectionOfAttributes_hasEachKeyOnce() throws {
    let collections = try sent().flatMap { Self.collections(in: $0) }
    for keys in collections { XCTAssertEqual(keys.count, Set(keys).count, "\(keys)") }

    // Of three scopes, a point, the span, its two events and its link, the record and its body; then of an exemplar, which
    // has what its point lacks, and the map in each of them.
    XCTAssertEqual(collections.count { Set(["a", "b", "c"]).isSubset(of: $0) }, 10)
    XCTAssertEqual(collections.count { $0.sorted() == ["b", "c"] }, 1)
    XCTAssertEqual(collections.count { $0.sorted() == ["k", "l"] }, 11)
    XCTAssertEqual(collections.count { $0.contains("exception.type") }, 2)
    XCTAssertEqual(collections.count { $0 == ["service.name"] }, 3)
  }

  /// Field 8 of a value and field 3 of an attribute, which profiles alone may use.
  func test_W10_fieldsOfProfiles_areNeverSet() throws {
    for request in try sent() {
      let fields = Self.fields(in: request)
      XCTAssertTrue(fields.isSuperset(of: ["key", "value", "intValue", "stringValue", "kvlistValue"]))
      XCTAssertEqual(fields.filter { $0.lowercased().hasSuffix("strindex") }, [])
    }
    // They would be found: a log record with the body 5 of them and an attribute whose key is the sixth.
    let record: [UInt8] = [0x2A, 0x02, 0x40, 0x05, 0x32, 0x02, 0x18, 0x06]
    let request = [[0x12], [0x12], [0x0A]].reduce(record) { $1 + [UInt8($0.count)] + $0 }
    XCTAssertEqual(
      Self.fields(in: try Self.object(OTLPJSON.logs(request))).filter { $0.hasSuffix("Strindex") }.sorted(),
      ["keyStrindex", "stringValueStrindex"])
  }

  /// Requests of all signals with attributes in every place there is, as OTLP/JSON says them.
  private func sent() throws -> [Any] {
    let collector = try FakeCollector()
    defer { collector.stop() }
    let rig = Rig(collector)
    let tracer = rig.tracerProvider.tracer(named: "t", attributes: repeated)
    let meter = rig.meterProvider.meter(named: "m", attributes: repeated)
    let logger = rig.loggerProvider.logger(named: "l", attributes: repeated)
    tracer.withSpan("s", attributes: ["a": 0, "c": 0]) { span in
      span.setAttributes(repeated)
      span.setAttribute("a", 4)
      span.addEvent("e", repeated)
      span.addLink(span.context, repeated)
      span.recordError(Failure(), repeated.merging(["exception.type": "Other"]))
      meter.counter("c").add(1, repeated)
      meter.counter("few", attributeKeys: ["a"]).add(1, repeated)
      logger.emit(
        .map(Dictionary(uniqueKeysWithValues: repeated.map { ($0.key, $0.value) })),
        attributes: repeated.merging(["exception.type": "Other"]), error: Failure())
    }
    XCTAssertTrue(rig.flush())
    XCTAssertEqual(collector.totals, ItemCounts(dataPoints: 2, spans: 1, logRecords: 1))
    return try collector.requests.map { request in
      switch request.signal {
      case .metrics: try Self.object(OTLPJSON.metrics(request.message))
      case .traces: try Self.object(OTLPJSON.traces(request.message))
      case .logs: try Self.object(OTLPJSON.logs(request.message))
      }
    }
  }

  private static func object(_ line: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(line.utf8))
  }

  /// The keys of every list of attributes and of every map, in the order they stand.
  private static func collections(in value: Any) -> [[String]] {
    if let list = value as? [[String: Any]] {
      let keys = list.compactMap { $0["key"] as? String }
      return (keys.isEmpty ? [] : [keys]) + list.flatMap { collections(in: $0) }
    }
    if let list = value as? [Any] { return list.flatMap { collections(in: $0) } }
    return (value as? [String: Any] ?? [:]).values.flatMap { collections(in: $0) }
  }

  /// The name of every field that stands anywhere.
  private static func fields(in value: Any) -> Set<String> {
    if let list = value as? [Any] { return list.reduce(into: []) { $0.formUnion(fields(in: $1)) } }
    guard let object = value as? [String: Any] else { return [] }
    return object.values.reduce(into: Set(object.keys)) { $0.formUnion(fields(in: $1)) }
  }
}
