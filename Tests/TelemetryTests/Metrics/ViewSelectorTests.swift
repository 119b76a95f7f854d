import Telemetry
import XCTest

final class ViewSelectorTests: XCTestCase {
  /// The instruments whose metric a view with `selector` renames.
  private func selected(by selector: InstrumentSelector, of names: [String]) -> [String] {
    let bench = Bench(views: [View(selector, StreamConfiguration(description: "selected"))])
    for name in names { bench.meter.counter(name).add(1) }
    return bench.reader.collect().filter { $0.description == "selected" }.map(\.name)
  }

  func test_M45_view_changesTheInstrumentsItSelects() {
    let view = View(InstrumentSelector(name: "a"), StreamConfiguration(name: "renamed"))
    let bench = Bench(views: [view])
    bench.meter.counter("a").add(1)
    bench.meter.counter("b").add(2)

    XCTAssertEqual(bench.names(), ["b", "renamed"])
    XCTAssertEqual(bench.numbers("renamed"), [[:]: .int(1)])
  }

  func test_M47_names_areExactOrHaveWildcards() {
    let names = ["http.get", "http.put", "http.get.size", "https.get", "h"]
    func matching(_ name: String) -> [String] { selected(by: InstrumentSelector(name: name), of: names) }

    XCTAssertEqual(matching("http.get"), ["http.get"])
    XCTAssertEqual(matching("HTTP.Get"), ["http.get"])
    XCTAssertEqual(matching("http"), [])
    XCTAssertEqual(matching("*"), names)
    XCTAssertEqual(matching("http.*"), ["http.get", "http.put", "http.get.size"])
    XCTAssertEqual(matching("*.get"), ["http.get", "https.get"])
    XCTAssertEqual(matching("http?.get"), ["https.get"])
    XCTAssertEqual(matching("h*.?et"), ["http.get", "https.get"])
    XCTAssertEqual(matching("*g*t*"), ["http.get", "http.get.size", "https.get"])
    XCTAssertEqual(matching("?"), ["h"])
    XCTAssertEqual(matching(""), [])
  }

  func test_M46_everyCriterion_selects() {
    let selectors: [(InstrumentSelector, [String])] = [
      (InstrumentSelector(), ["c", "g", "s", "v", "u"]),
      (InstrumentSelector(name: "c"), ["c"]),
      (InstrumentSelector(kind: .gauge), ["g"]),
      (InstrumentSelector(unit: "s"), ["s"]),
      (InstrumentSelector(meterName: "other"), ["v", "u"]),
      (InstrumentSelector(meterVersion: "2"), ["v"]),
      (InstrumentSelector(meterSchemaURL: "https://example.org"), ["u"]),
      (InstrumentSelector(predicate: { $0.isFloatingPoint }), ["g"]),
    ]
    for (selector, expected) in selectors {
      let bench = Bench(views: [View(selector, StreamConfiguration(description: "selected"))])
      bench.meter.counter("c").add(1)
      bench.meter.gauge("g").record(1)
      bench.meter.counter("s", unit: "s").add(1)
      bench.provider.meter(named: "other", version: "2").counter("v").add(1)
      bench.provider.meter(named: "other", schemaURL: "https://example.org").counter("u").add(1)
      let selected = bench.reader.collect().filter { $0.description == "selected" }
      XCTAssertEqual(selected.map(\.name), expected, "\(selector)")
    }
  }

  func test_M46_allCriteria_mustHold() {
    func selects(_ change: (inout InstrumentSelector) -> Void) -> Bool {
      var selector = InstrumentSelector(
        name: "c", kind: .counter, unit: "s", meterName: "bench", meterVersion: "1", meterSchemaURL: "",
        predicate: { $0.description == "d" })
      change(&selector)
      let bench = Bench(views: [View(selector, StreamConfiguration(aggregation: .drop))])
      return !bench.meter.counter("c", unit: "s", description: "d").isEnabled
    }

    XCTAssertTrue(selects { _ in })
    XCTAssertFalse(selects { $0.name = "x" })
    XCTAssertFalse(selects { $0.kind = .gauge })
    XCTAssertFalse(selects { $0.unit = "S" })
    XCTAssertFalse(selects { $0.meterName = "Bench" })
    XCTAssertFalse(selects { $0.meterVersion = "2" })
    XCTAssertFalse(selects { $0.meterSchemaURL = "u" })
    XCTAssertFalse(selects { $0.predicate = { _ in false } })
  }
}
