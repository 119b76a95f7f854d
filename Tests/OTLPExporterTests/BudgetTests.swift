import GRPCTransport
import OTLPExporter
import OTLPReceiver
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

final class BudgetTests: XCTestCase {
  func test_T62_spansBeyondTheBudget_areDroppedAndCounted() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 20_000 })
    rig.endSpans(2_000)
    let ledger = rig.exporter.ledger

    XCTAssertTrue(ledger.addsUp)
    let dropped = try XCTUnwrap(ledger.dropped[.queueFull])
    XCTAssertEqual(ledger.queued.spans + dropped.spans, 2_000)
    XCTAssertGreaterThan(ledger.queued.spans, 100)
    XCTAssertLessThanOrEqual(rig.exporter.queuedBytes, 20_000)
    // The worker tells it on its next turn.
    eventually { rig.said.contains { $0.contains("queue_full") } }
    XCTAssertEqual(rig.said.filter { $0.contains("queue_full") }.count, 1)
  }

  func test_T62_L24_openBatchesOfAllSignals_shareTheBudget() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 65_536 })
    // Less than a batch on each thread, so that all of it stays open.
    rig.recordOnEightThreads()

    let ledger = rig.exporter.ledger
    XCTAssertGreaterThan(ledger.queued.total, 100)
    XCTAssertLessThan(ledger.queued.total * 300, 65_536)
    XCTAssertEqual(
      ledger.queued + (ledger.dropped[.queueFull] ?? ItemCounts()), ItemCounts(spans: 160, logRecords: 160))
  }

  func test_metricsBeyondTheBudget_pushOutTheOldest() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 1_400 })
    let counter = rig.meterProvider.meter(named: "m").counter("c")
    for _ in 0..<4 {
      counter.add(1)
      _ = rig.flush(within: .milliseconds(500))
    }
    try collector.start()
    XCTAssertTrue(rig.flush())

    let values = collector.metrics.map { metric -> [NumberValue] in
      guard case .sum(let points, _, _) = metric.points else { return [] }
      return points.map(\.value)
    }
    XCTAssertEqual(values.last, [.int(4)])
    XCTAssertTrue(rig.exporter.ledger.addsUp)
    XCTAssertNotNil(rig.exporter.ledger.dropped[.queueFull])
  }

  func test_FS18_metrics_findRoomInAMemoryFullOfLogRecordsAndSpans() throws {
    let collector = try FakeCollector(running: false)
    defer { collector.stop() }
    var small = BatchOptions()
    small.maximumBatchSize = 10
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 24_000 }, spans: small, logs: small)
    rig.endSpans(90)
    rig.emitRecords(2_000)
    rig.exporter.sealOpenChunks()
    let full = rig.exporter.ledger
    let counter = rig.meterProvider.meter(named: "m").counter("c")
    for index in 0..<100 { counter.add(1, ["i": .int(Int64(index))]) }
    XCTAssertFalse(rig.flush(within: .milliseconds(500)))

    // Log records have made room, and spans have not.
    let ledger = rig.exporter.ledger
    XCTAssertEqual(ledger.queued.dataPoints, 100)
    XCTAssertEqual(ledger.queued.spans, full.queued.spans)
    XCTAssertLessThan(ledger.queued.logRecords, full.queued.logRecords)
    XCTAssertLessThanOrEqual(rig.exporter.queuedBytes, 24_000)
    XCTAssertEqual(ledger.dropped[.queueFull]?.dataPoints ?? 0, 0)
    XCTAssertTrue(ledger.addsUp)
    for index in 0..<300 { counter.add(1, ["j": .int(Int64(index))]) }
    XCTAssertFalse(rig.flush(within: .milliseconds(500)))

    // What is left of the log records is one request, and now spans go too.
    XCTAssertEqual(rig.exporter.ledger.queued.dataPoints, 500)
    XCTAssertLessThan(rig.exporter.ledger.queued.spans, full.queued.spans)
    XCTAssertLessThanOrEqual(rig.exporter.ledger.queued.logRecords, 10)
    XCTAssertTrue(rig.exporter.ledger.addsUp)
  }

  func test_metricsThatDoNotFit_leaveTheOldOnesWhereTheyAre() throws {
    let collector = try FakeCollector(running: false)
    let rig = Rig(collector, options: { $0.maximumQueueBytes = 6_000 })
    let small = rig.meterProvider.meter(named: "m").counter("small")
    small.add(1)
    XCTAssertFalse(rig.flush(within: .milliseconds(500)))
    let gauge = rig.meterProvider.meter(named: "m").gauge("large")
    for index in 0..<200 {
      gauge.record(1, ["i": .int(Int64(index)), "padding": .string(String(repeating: "x", count: 50))])
    }
    XCTAssertFalse(rig.flush(within: .milliseconds(500)))

    XCTAssertEqual(rig.exporter.ledger.queued.dataPoints, 1)
    XCTAssertEqual(rig.exporter.ledger.dropped, [.queueFull: ItemCounts(dataPoints: 201)])
  }

  func test_X19_FS11_oversizedSpan_costsNoNeighbour() throws {
    try withRig { rig in
      rig.endSpans(50)
      let tracer = rig.tracerProvider.tracer(named: "rig")
      let huge = AttributeValue.string(String(repeating: "x", count: 5 << 20))
      tracer.startSpan("huge", attributes: ["payload": huge]).end()
      rig.endSpans(50)

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.spans.count, 100)
      XCTAssertEqual(rig.exporter.ledger.dropped, [.tooLarge: ItemCounts(spans: 1)])
      XCTAssertEqual(rig.said.count, 1)
      XCTAssertTrue(rig.said[0].contains("a span 'huge' exceeds a request"), rig.said[0])
    }
  }

  func test_T62_L24_whatIsTooLarge_keepsNoMemory() throws {
    try withRig { rig in
      let size = 64 << 20
      let before = ResidentMemory.bytes
      rig.tracerProvider.tracer(named: "rig").startSpan(String(repeating: "x", count: size)).end()
      rig.loggerProvider.logger(named: "rig").emit(.string(String(repeating: "x", count: size)))

      XCTAssertEqual(rig.exporter.ledger.dropped, [.tooLarge: ItemCounts(spans: 1, logRecords: 1)])
      XCTAssertLessThan(ResidentMemory.bytes - before, size / 2)
    }
  }

  func test_largeSpans_areSplitOverRequestsOfBoundedSize() throws {
    try withRig { rig in
      let tracer = rig.tracerProvider.tracer(named: "rig")
      let large = AttributeValue.string(String(repeating: "x", count: 400_000))
      for _ in 0..<20 { tracer.startSpan("large", attributes: ["payload": large]).end() }

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.spans.count, 20)
      for request in rig.collector.requests { XCTAssertLessThan(request.message.count, 1_100_000) }
    }
  }

  func test_X19_FS11_oversizedPoint_costsNoNeighbour() throws {
    try withRig(options: { $0.maximumRequestBytes = 10_000 }) { rig in
      let counter = rig.meterProvider.meter(named: "m").counter("c")
      for index in 0..<100 { counter.add(1, ["i": .int(Int64(index))]) }
      counter.add(1, ["huge": .string(String(repeating: "x", count: 20_000))])

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.totals.dataPoints, 100)
      XCTAssertEqual(rig.exporter.ledger.dropped, [.tooLarge: ItemCounts(dataPoints: 1)])
      XCTAssertTrue(rig.said[0].contains("a point of c exceeds a request"), rig.said[0])
    }
  }

  /// What compression makes of it is smaller than any limit, and does not count.
  func test_X11_X19_sizeIsThatBeforeCompression() throws {
    let change: (inout OTLPExporterOptions) -> Void = {
      $0.maximumRequestBytes = 10_000
      $0.channel.compression = .gzip
    }
    try withRig(options: change) { rig in
      let text = { AttributeValue.string(String(repeating: "x", count: $0)) }
      let tracer = rig.tracerProvider.tracer(named: "t")
      tracer.startSpan("fits", attributes: ["text": text(9_000)]).end()
      tracer.startSpan("does not", attributes: ["text": text(10_000)]).end()
      rig.loggerProvider.logger(named: "l").emit(text(10_000))

      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.collector.spans.map(\.name), ["fits"])
      XCTAssertEqual(rig.collector.requests.count, 1)
      XCTAssertEqual(rig.exporter.ledger.dropped, [.tooLarge: ItemCounts(spans: 1, logRecords: 1)])
    }
  }

  func test_deliveredRequests_doNotKeepTheirMemory() throws {
    var one = BatchOptions()
    one.maximumBatchSize = 1
    try withRig(spans: one) { rig in
      rig.endSpans(200)
      XCTAssertTrue(rig.flush())
      XCTAssertEqual(rig.exporter.queuedBytes, 0)
      XCTAssertEqual(rig.collector.spans.count, 200)
    }
  }
}
