import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// What readers are made with, how they differ, and how they end (M-104 … M-107).
final class ReaderTests: XCTestCase {
  func test_M104_periodicReader_takesItsPreferencesFromTheExporter() throws {
    let producer = FixedProducer([.sum("foreign", 1)])
    let wanted = MetricReaderOptions(
      temporality: .delta,
      aggregation: { $0 == .histogram ? .base2ExponentialHistogram() : .default },
      cardinalityLimits: [.counter: 1],
      producers: [producer]
    )
    let bench = PeriodicBench(ScriptedExporter(options: wanted))
    let counter = bench.meter.counter("c")
    for series in 0..<3 { counter.add(1, ["s": .int(Int64(series))]) }
    bench.meter.histogram("h").record(1)
    XCTAssertTrue(bench.provider.flush(until: .distantFuture))
    bench.stop()

    let collected = try XCTUnwrap(bench.exporter.collections.first)
    XCTAssertEqual(collected.map(\.name), ["c", "h", "foreign"])
    XCTAssertEqual(collected.map(\.shownTemporality), [.delta, .delta, .cumulative])
    XCTAssertEqual(collected.map(\.shownKind), ["monotonic sum", "exponential histogram", "sum"])
    XCTAssertEqual(collected.first?.shownNumbers.count, 2)
  }

  func test_M104_whatTheReaderIsGiven_isUsedInsteadOfTheExportersPreferences() throws {
    let exporter = ScriptedExporter(options: MetricReaderOptions(temporality: .delta))
    let bench = PeriodicBench(exporter, options: MetricReaderOptions())
    bench.meter.counter("c").add(1)
    XCTAssertTrue(bench.provider.flush(until: .distantFuture))
    bench.stop()

    XCTAssertEqual(exporter.collections.map { $0.map(\.shownTemporality) }, [[.cumulative]])
  }

  func test_M104_M116_withoutPreferences_everythingIsATotal() {
    let exporters: [any MetricExporter] = [InMemoryMetricExporter(), ScriptedExporter()]
    for exporter in exporters {
      for kind in InstrumentKind.allCases {
        XCTAssertEqual(exporter.options.temporality[kind], .cumulative)
        XCTAssertEqual(exporter.options.aggregation(kind), .default)
      }
      XCTAssertEqual(exporter.options.cardinalityLimits, [:])
      XCTAssertEqual(exporter.options.producers.count, 0)
    }
  }

  func test_M106_readerOfOnesOwn_learnsWhatIsMissing() {
    let producer = FixedProducer(failure: "not now")
    let reader = OwnReader(options: MetricReaderOptions(producers: [producer]))
    let provider = MeterProvider(
      resource: Resource(), readers: [reader], diagnostics: Diagnostics { _ in })
    provider.meter(named: "m").counter("c").add(1)

    let collection = reader.batch.withLock { $0?.collection() }
    XCTAssertEqual(collection?.metrics.map(\.name), ["c"])
    XCTAssertEqual(collection?.isComplete, false)
  }

  func test_M105_readers_haveStatesOfTheirOwn() {
    let one = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let other = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let total = ManualReader()
    let provider = MeterProvider(resource: Resource(), readers: [one, other, total])
    let meter = provider.meter(named: "m")
    let counter = meter.counter("c")
    let now = Reading<Int64>(0)
    _ = meter.observableCounter("o") { $0.observe(now.value) }
    func read(_ reader: ManualReader) -> [[NumberValue]] {
      now.value += 10
      return reader.collect().map { $0.shownNumbers.map(\.value) }
    }

    counter.add(1)
    XCTAssertEqual(read(one), [[.int(1)], [.int(10)]])
    counter.add(2)
    XCTAssertEqual(read(one), [[.int(2)], [.int(10)]])
    counter.add(4)
    XCTAssertEqual(read(total), [[.int(7)], [.int(30)]])
    // Everything since the beginning, for the one that has not collected yet.
    XCTAssertEqual(read(other), [[.int(7)], [.int(40)]])
    XCTAssertEqual(read(one), [[.int(4)], [.int(30)]])
    XCTAssertEqual(read(other), [[.int(20)]])
  }

  func test_M105_readersThatWantDifferentAggregations_getThem() {
    let plain = ManualReader()
    let exponential = ManualReader(
      options: MetricReaderOptions(aggregation: { _ in .base2ExponentialHistogram() }))
    let dropping = ManualReader(options: MetricReaderOptions(aggregation: { _ in .drop }))
    let provider = MeterProvider(resource: Resource(), readers: [plain, exponential, dropping])
    provider.meter(named: "m").histogram("h").record(1)

    XCTAssertEqual(plain.collect().map(\.shownKind), ["histogram"])
    XCTAssertEqual(exponential.collect().map(\.shownKind), ["exponential histogram"])
    XCTAssertEqual(dropping.collect(), [])
  }

  func test_M105_readersShutDown_doNotEndTheOthers() {
    let one = ManualReader()
    let other = ManualReader()
    let provider = MeterProvider(resource: Resource(), readers: [one, other])
    let counter = provider.meter(named: "m").counter("c")
    XCTAssertTrue(one.shutdown(until: .distantFuture))
    counter.add(1)

    XCTAssertEqual(other.shown("c")?.shownNumbers.map(\.value), [.int(1)])
  }

  func test_M107_manualReader_failsBeforeItIsAttachedAndAfterItsShutdown() throws {
    let reader = ManualReader()
    XCTAssertThrowsError(try reader.collection()) { XCTAssertEqual($0 as? CollectionError, .notAttached) }
    let provider = MeterProvider(resource: Resource(), readers: [reader])
    provider.meter(named: "m").counter("c").add(1)
    XCTAssertEqual(try reader.collection().metrics.map(\.name), ["c"])
    XCTAssertTrue(provider.shutdown(within: .seconds(1)))

    XCTAssertThrowsError(try reader.collection()) { XCTAssertEqual($0 as? CollectionError, .shutDown) }
    XCTAssertEqual(reader.collect(), [])
    // It does not become another provider's either.
    let said = Mailbox()
    _ = MeterProvider(
      resource: Resource(), readers: [reader], diagnostics: Diagnostics { said.add($0.message) })
    XCTAssertEqual(said.all.count, 1)
  }

  func test_M107_M112_periodicReader_isShutDownOnceWithItsExporter() {
    let bench = PeriodicBench()
    bench.meter.counter("c").add(1)
    for _ in 0..<2 { XCTAssertTrue(bench.reader.shutdown(until: .distantFuture)) }
    XCTAssertTrue(bench.provider.shutdown(until: .distantFuture))

    XCTAssertFalse(bench.reader.flush(until: .distantFuture))
    bench.pass(.seconds(7_200))
    XCTAssertEqual(bench.exporter.calls.filter { $0 != "flush" }, ["export", "shutdown"])
    XCTAssertEqual(bench.reader.ticks, PeriodicReader.Ticks(exported: 1))
    bench.stop()
  }

  func test_M107_readerWithoutAProvider_collectsNothing() {
    let exporter = ScriptedExporter()
    let reader = PeriodicReader(
      exporter: exporter, interval: .seconds(1), worker: Worker(clock: ManualClock()))

    XCTAssertFalse(reader.flush(until: .distantFuture))
    XCTAssertTrue(reader.shutdown(until: .distantFuture))
    XCTAssertEqual(exporter.calls, ["flush", "shutdown"])
  }
}

/// A reader as a program would write it.
private final class OwnReader: MetricReader {
  let options: MetricReaderOptions
  let batch = Mutex<MetricBatch?>(nil)

  init(options: MetricReaderOptions) {
    self.options = options
  }

  func attach(_ batch: MetricBatch) -> Bool {
    self.batch.withLock { $0 = batch }
    return true
  }

  func flush(until deadline: Instant) -> Bool { true }
  func shutdown(until deadline: Instant) -> Bool { true }
}
