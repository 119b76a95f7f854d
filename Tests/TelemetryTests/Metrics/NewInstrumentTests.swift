import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// Instruments that are made and recorded while a collection is under way.
final class NewInstrumentTests: XCTestCase {
  func test_M91_whatTheyRecordedBeforeACollection_isInIt() {
    let bench = Bench(reader: MetricReaderOptions(temporality: .delta))
    let running = Countdown(1)
    let (meter, reader) = (bench.meter, bench.reader)
    let account = Reading(Account(.lives))
    Thread.detachNewThread {
      while !running.isOver { account.change { $0.take(reader.collect()) } }
    }
    let names = (0..<1_000).map { "c\($0)" }
    for name in names {
      meter.counter(name).add(1)
      meter.counter(name).add(1)
      let gauge = meter.gauge("g.\(name)", of: Int64.self)
      gauge.record(1)
      gauge.record(2)
    }
    running.step()
    account.change { $0.take(reader.collect()) }
    // The thread may take another, which there is nothing left for.

    let totals = account.value.totals
    XCTAssertEqual(names.filter { totals[$0] != Amount(sum: 2) }, [])
    let values = account.value.values
    XCTAssertEqual(names.filter { values["g.\($0)"] != [[:]: 2] }, [])
  }
}
