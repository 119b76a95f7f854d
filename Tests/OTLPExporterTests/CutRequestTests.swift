import GRPCTransport
import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

/// A collector that takes smaller requests than are sent; it says so in the words of gRPC.
final class CutRequestTests: XCTestCase {
  /// 60,000 points of about 160 bytes in one collection, and a receiver with the limit most have.
  func test_FS10_largeCollection_arrivesInRequestsTheCollectorTakes() throws {
    let collector = try FakeCollector(maximumRequestBytes: 4 << 20)
    defer { collector.stop() }
    let rig = Rig(collector)
    let sets = rig.addSeries(1_500, of: 40)

    XCTAssertTrue(rig.flush())
    let requests = collector.requests
    XCTAssertGreaterThanOrEqual(requests.reduce(0) { $0 + $1.message.count }, 8 << 20)
    XCTAssertGreaterThanOrEqual(requests.count, 3)
    for request in requests { XCTAssertLessThanOrEqual(request.message.count, 3_670_016 + 64) }
    XCTAssertEqual(collector.points, sets)
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(dataPoints: 60_000))
    XCTAssertEqual(rig.said, [])
  }

  func test_FS11_collectorThatTakesOneMebibyte_getsEveryPointOnce() throws {
    let collector = try FakeCollector(maximumRequestBytes: 1 << 20)
    defer { collector.stop() }
    let rig = Rig(collector)
    let sets = rig.addSeries(1_000, of: 20)

    XCTAssertTrue(rig.flush())
    XCTAssertEqual(collector.points, sets)
    for request in collector.requests { XCTAssertLessThanOrEqual(request.message.count, 917_504) }
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(dataPoints: 20_000))
    XCTAssertEqual(rig.said.count, 1, "\(rig.said)")
    XCTAssertTrue(rig.said[0].contains("at most 1048576 bytes"), rig.said[0])
    XCTAssertFalse(rig.exporter.condition.isFailing)
  }

  func test_X19_FS11_limitThatWasLearnt_isKeptFromThenOn() throws {
    let collector = try FakeCollector.refusing(above: 65_536)
    defer { collector.stop() }
    let rig = Rig(collector)
    _ = rig.addSeries(1_000, of: 2)
    XCTAssertTrue(rig.flush())
    let refused = collector.refusals
    XCTAssertEqual(refused, 1)
    XCTAssertTrue(rig.flush())
    rig.endSpans(2_000, bytes: 400)
    rig.emitRecords(2_000)
    XCTAssertTrue(rig.flush())

    XCTAssertEqual(collector.refusals, 1)
    try collector.expect(
      conserved: rig.exporter.ledger, recorded: ItemCounts(dataPoints: 6_000, spans: 2_000, logRecords: 2_000)
    )
    XCTAssertEqual(rig.exporter.ledger.droppedTotal, ItemCounts())
  }

  func test_FS11_requestsOfSpansAndLogRecords_areCutToo() throws {
    let collector = try FakeCollector.refusing(above: 32_768)
    defer { collector.stop() }
    let rig = Rig(collector)
    rig.endSpans(500, bytes: 400)
    rig.emitRecords(500, bytes: 400)

    XCTAssertTrue(rig.flush())
    XCTAssertEqual(Set(collector.spans.map(\.name)), Set((0..<500).map { "span\($0)" }))
    XCTAssertEqual(collector.logRecords.count, 500)
    XCTAssertGreaterThanOrEqual(collector.refusals, 2)
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 500, logRecords: 500))
    XCTAssertEqual(rig.exporter.ledger.droppedTotal, ItemCounts())
  }

  func test_X19_FS11_itemThatIsTooLargeForTheCollector_isNamedAndCostsNoNeighbour() throws {
    let collector = try FakeCollector.refusing(above: 65_536)
    defer { collector.stop() }
    let rig = Rig(collector)
    let counter = rig.meterProvider.meter(named: "m").counter("c")
    for index in 0..<1_000 { counter.add(1, ["i": .int(Int64(index))]) }
    counter.add(1, ["huge": .string(String(repeating: "x", count: 100_000))])

    XCTAssertTrue(rig.flush())
    XCTAssertEqual(collector.totals.dataPoints, 1_000)
    XCTAssertEqual(rig.exporter.ledger.dropped, [.tooLarge: ItemCounts(dataPoints: 1)])
    XCTAssertTrue(rig.said.contains { $0.contains("a point of c exceeds a request") }, "\(rig.said)")
    // Once learnt, it is found out before it is sent.
    XCTAssertTrue(rig.flush())
    XCTAssertEqual(collector.refusals, 1)
    XCTAssertEqual(rig.exporter.ledger.dropped, [.tooLarge: ItemCounts(dataPoints: 2)])
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(dataPoints: 2_002))
  }

  func test_FS11_collectorThatNamesNoLimit_getsHalvesUntilTheyFit() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    collector.answer { request in
      request.message.count > 50_000
        ? .status(
          .resourceExhausted, message: "Received message exceeds the maximum configured message size.") : .ok
    }
    let rig = Rig(collector)
    rig.endSpans(500, bytes: 400)

    XCTAssertTrue(rig.flush())
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 500))
    XCTAssertEqual(rig.exporter.ledger.exported, ItemCounts(spans: 500))
    // What it takes is known by then.
    let refusals = collector.refusals
    rig.endSpans(500, bytes: 400)
    XCTAssertTrue(rig.flush())
    XCTAssertEqual(collector.refusals, refusals)
    XCTAssertTrue(rig.said.allSatisfy { $0.contains("takes no request of") }, "\(rig.said)")
  }

  /// Whatever it says of a request, it says it of each of its pieces too.
  func test_FS11_collectorThatTakesNothing_isNotAskedForEver() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    collector.answer { request in
      let size = request.message.count
      return .tooLarge(size, maximum: size - 1)
    }
    let rig = Rig(collector)
    rig.endSpans(500, bytes: 400)

    XCTAssertTrue(rig.flush())
    // Six cuts make sixty-four pieces of nothing but single spans at most; here each takes an eighth off.
    XCTAssertLessThan(collector.requests.count, 500)
    XCTAssertEqual(rig.exporter.ledger.exported, ItemCounts())
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 500))
  }

  /// Requests before it are gone by then, and what is kept of their places.
  func test_FS11_piecesOfARequestFarBack_standWhereItStood() throws {
    let collector = try FakeCollector.refusing(above: 20_000)
    defer { collector.stop() }
    var five = BatchOptions()
    five.maximumBatchSize = 5
    let rig = Rig(collector, options: { $0.maximumConcurrentExports = 1 }, spans: five)
    _ = rig.worker.perform(until: .distantFuture) {
      let tracer = rig.tracerProvider.tracer(named: "rig")
      for index in 0..<250 {
        let bytes = (160..<165).contains(index) ? 6_000 : 10
        let payload = AttributeValue.string(String(repeating: "p", count: bytes))
        tracer.startSpan("span\(index)", attributes: ["payload": payload]).end()
      }
    }

    XCTAssertTrue(rig.flush())
    XCTAssertEqual(collector.refusals, 1)
    XCTAssertEqual(collector.spans.map(\.name), (0..<250).map { "span\($0)" })
  }

  func test_FS11_requestsFromBeforeTheLimitWasKnown_areCutBeforeTheyAreSent() throws {
    let collector = try FakeCollector.refusing(above: 20_000)
    defer { collector.stop() }
    let rig = Rig(collector, options: { $0.maximumConcurrentExports = 1 })
    _ = rig.worker.perform(until: .distantFuture) { rig.endSpans(512 * 4, bytes: 400) }

    XCTAssertTrue(rig.flush())
    XCTAssertEqual(collector.refusals, 1)
    try collector.expect(conserved: rig.exporter.ledger, recorded: ItemCounts(spans: 2_048))
    XCTAssertEqual(rig.exporter.ledger.droppedTotal, ItemCounts())
  }

  func test_X30_refusalForAnotherReason_isFinal() throws {
    try withRig(answering: .status(.resourceExhausted, message: "quota of the tenant used up")) { rig in
      rig.endSpans(500, bytes: 400)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.requests.count, 1)
      XCTAssertEqual(
        rig.exporter.ledger.dropped, [DropReason(rawValue: "resource_exhausted"): ItemCounts(spans: 500)])
    }
  }
}

extension FakeCollector {
  /// Every point that was kept, and its metric, in an order of its own.
  fileprivate var points: [String] {
    metrics.flatMap { metric -> [String] in
      guard case .sum(let points, _, _) = metric.points else { return [] }
      return points.map { "\(metric.name) \($0.attributes["route"]?.description ?? "") \($0.value)" }
    }
    .sorted()
  }
}

extension Rig {
  /// Adds 1 to `count` series of each of some counters; returns what is to arrive, as ``FakeCollector/points`` has it.
  fileprivate func addSeries(_ count: Int, of counters: Int) -> [String] {
    let meter = meterProvider.meter(named: "m")
    var points: [String] = []
    for number in 0..<counters {
      let counter = meter.counter("counter\(number)")
      for index in 0..<count {
        let route = AttributeValue.string("/v1/sessions/\(index)")
        counter.add(1, ["route": route, "method": "GET", "note": .string(Self.note)])
        points.append("counter\(number) \(route.description) \(NumberValue.int(1))")
      }
    }
    return points.sorted()
  }

  private static let note = String(repeating: "n", count: 64)
}
