import Telemetry
import TestSupport
import XCTest

final class CardinalityTests: XCTestCase {
  func test_M89_Z05_setsBeyondTheLimit_shareTheOverflowSeriesAndAreToldOnce() {
    let bench = Bench(limit: 3)
    let counter = bench.meter.counter("c")
    for index in 0..<10 { counter.add(1, ["i": .int(Int64(index))]) }
    counter.add(1, ["i": 0])

    let numbers = bench.numbers("c")
    XCTAssertEqual(numbers.count, 4)
    XCTAssertEqual(numbers[["otel.metric.overflow": true]], .int(7))
    XCTAssertEqual(numbers[["i": 0]], .int(2))
    XCTAssertEqual(bench.said.all.count, 1)
    XCTAssertTrue(bench.said.all[0].contains("more than 3 attribute sets"))
  }

  func test_M89_atTheLimit_nothingOverflows() {
    let bench = Bench(limit: 3)
    let counter = bench.meter.counter("c")
    for index in 0..<3 { counter.add(1, ["i": .int(Int64(index))]) }

    XCTAssertNil(bench.numbers("c")[["otel.metric.overflow": true]])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_finishedSeries_makesRoom() {
    let bench = Bench(limit: 1)
    let gauge = bench.meter.gauge("g")
    gauge.record(1, ["s": 1])
    gauge.finish(["s": 1])
    _ = bench.reader.collect()
    gauge.record(2, ["s": 2])

    XCTAssertEqual(bench.numbers("g"), [["s": 2]: .double(2)])
  }

  func test_M91_eightThreads_loseNothing() {
    let bench = Bench(limit: 50)
    let counter = bench.meter.counter("c")
    let sums = bench.meter.counter("d", of: Double.self)
    let histogram = bench.meter.histogram("h")
    onThreads(8) { thread in
      for index in 0..<20_000 {
        counter.add(1, ["i": .int(Int64(index % 100))])
        sums.add(0.5)
        histogram.record(Double(index % 7))
        if index % 5_000 == 0 { _ = bench.reader.collect() }
      }
    }

    let total = bench.numbers("c").values.reduce(0) { $0 + Int($1.asDouble) }
    XCTAssertEqual(total, 160_000)
    XCTAssertEqual(bench.numbers("c").count, 51)
    XCTAssertEqual(bench.numbers("d"), [[:]: .double(80_000)])
    guard case .histogram(let points, _)? = bench.reader.collect().first(where: { $0.name == "h" })?.points
    else { return XCTFail("expected a histogram") }
    XCTAssertEqual(points[0].count, 160_000)
    XCTAssertEqual(points[0].bucketCounts.reduce(0, +), 160_000)
  }

  func test_finishRecordAndCollect_inTurnsOnManyThreads_loseNoSeries() {
    let bench = Bench()
    let gauge = bench.meter.gauge("g")
    onThreads(4) { thread in
      for index in 0..<2_000 {
        gauge.record(Double(index), ["t": .int(Int64(thread))])
        gauge.finish(["t": .int(Int64(thread))])
        if index % 50 == 0 { _ = bench.reader.collect() }
      }
      gauge.record(-1, ["t": .int(Int64(thread))])
    }

    _ = bench.reader.collect()
    XCTAssertEqual(bench.numbers("g").count, 4)
    XCTAssertEqual(Set(bench.numbers("g").values), [.double(-1)])
  }

  func test_seriesHeldByARecorder_survivesItsFinish() {
    let bench = Bench()
    let gauge = bench.meter.gauge("g")
    let counter = bench.meter.counter("c")
    let bound = counter.bound(to: ["b": 1])
    bound.add(1)
    gauge.record(1, ["b": 1])
    gauge.finish(["b": 1])
    _ = bench.reader.collect()
    bound.add(1)

    XCTAssertEqual(bench.numbers("c"), [["b": 1]: .int(2)])
    XCTAssertEqual(bench.numbers("g"), [:])
  }
}
