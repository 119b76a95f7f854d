import Telemetry
import XCTest

final class InstrumentDescriptionTests: XCTestCase {
  func test_M04_M17_meter_makesSevenKinds() {
    let meter = Bench().meter
    let counter: Counter<Int64> = meter.counter("a")
    let upDownCounter: UpDownCounter<Int64> = meter.upDownCounter("b")
    let histogram: Histogram<Double> = meter.histogram("c")
    let gauge: Gauge<Double> = meter.gauge("d")
    let observableCounter: ObservableCounter<Int64> = meter.observableCounter("e")
    let observableUpDownCounter: ObservableUpDownCounter<Int64> = meter.observableUpDownCounter("f")
    let observableGauge: ObservableGauge<Double> = meter.observableGauge("g")

    let descriptors = [
      counter.descriptor, upDownCounter.descriptor, histogram.descriptor, gauge.descriptor,
      observableCounter.descriptor, observableUpDownCounter.descriptor, observableGauge.descriptor,
    ]
    XCTAssertEqual(descriptors.map(\.kind), InstrumentKind.allCases)
    XCTAssertEqual(descriptors.map(\.name), ["a", "b", "c", "d", "e", "f", "g"])
  }

  func test_M04_everyKind_comesInBothNumberTypes() {
    let bench = Bench()
    bench.meter.counter("a", of: Double.self).add(0.5)
    bench.meter.upDownCounter("b", of: Double.self).add(-0.5)
    bench.meter.gauge("d", of: Int64.self).record(-7)
    _ = bench.meter.observableCounter("e", of: Double.self) { $0.observe(1.5) }
    _ = bench.meter.observableUpDownCounter("f", of: Double.self) { $0.observe(-1.5) }
    _ = bench.meter.observableGauge("g", of: Int64.self) { $0.observe(-2) }
    let histogram = bench.meter.histogram("c", of: Int64.self)
    histogram.record(3)

    let metrics = bench.reader.collect()
    XCTAssertEqual(
      metrics.flatMap(\.numberPoints).map(\.value),
      [.double(0.5), .double(-0.5), .int(-7), .double(1.5), .double(-1.5), .int(-2)]
    )
    XCTAssertEqual(metrics.flatMap(\.histogramPoints).map(\.sum), [3])
  }

  func test_M05_instrumentsThatDifferInOnePart_areNotTheSame() {
    let bench = Bench()
    bench.meter.counter("c").add(1)
    bench.meter.upDownCounter("c").add(2)
    bench.meter.counter("c", unit: "s").add(4)
    bench.meter.counter("c", of: Double.self).add(8)
    _ = bench.meter.observableCounter("c") { $0.observe(16) }

    XCTAssertEqual(
      bench.reader.collect().flatMap(\.numberPoints).map(\.value),
      [.int(1), .int(2), .int(4), .double(8), .int(16)]
    )
    let one = bench.meter.counter("c").descriptor
    XCTAssertEqual(one.identity, bench.meter.counter("C").descriptor.identity)
    XCTAssertNotEqual(one.identity, bench.meter.counter("c", description: "d").descriptor.identity)
  }

  func test_M08_badName_isAnErrorAndItsInstrumentIsOff() {
    let bench = Bench()
    let counter = bench.meter.counter("1st")
    counter.add(1)
    counter.bound(to: ["a": 1]).add(1)
    counter.finish(["a": 1])
    let observable = bench.meter.observableGauge("2nd") { $0.observe(1) }

    XCTAssertFalse(counter.isEnabled)
    XCTAssertFalse(observable.isEnabled)
    XCTAssertEqual(bench.reader.collect(), [])
    XCTAssertEqual(
      bench.said.all,
      ["1st", "2nd"].map {
        "instrument name '\($0)': expected a letter, then up to 254 of A-Z a-z 0-9 _ . - /; nothing is recorded for it"
      }
    )
  }

  func test_M09_units_areTakenAsTheyAre() {
    let bench = Bench()
    let long = String(repeating: "{x}", count: 21)
    for (index, unit) in ["", "By", "by", "not a unit!", long].enumerated() {
      bench.meter.counter("c\(index)", unit: unit).add(1)
    }
    bench.meter.counter("c0").add(1)

    XCTAssertEqual(bench.reader.collect().map(\.unit), ["", "By", "by", "not a unit!", long])
    XCTAssertEqual(bench.numbers("c0"), [[:]: .int(2)])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M10_descriptions_areTakenAsTheyAre() {
    let bench = Bench()
    let long = String(repeating: "日本語", count: 400)
    for (index, description) in ["", "zwei\nZeilen", "é\u{FFFD}", long].enumerated() {
      bench.meter.counter("c\(index)", description: description).add(1)
    }
    bench.meter.counter("c0").add(1)

    XCTAssertEqual(bench.reader.collect().map(\.description), ["", "zwei\nZeilen", "é\u{FFFD}", long])
    XCTAssertEqual(bench.numbers("c0"), [[:]: .int(2)])
    XCTAssertEqual(bench.said.all, [])
  }

  func test_M11_everythingButTheName_canBeLeftOut() {
    let meter = Bench().meter
    let descriptors = [
      meter.counter("a").descriptor, meter.upDownCounter("b").descriptor, meter.histogram("c").descriptor,
      meter.gauge("d").descriptor, meter.observableCounter("e").descriptor,
      meter.observableUpDownCounter("f").descriptor, meter.observableGauge("g").descriptor,
    ]

    for descriptor in descriptors {
      XCTAssertEqual(descriptor.unit, "")
      XCTAssertEqual(descriptor.description, "")
      XCTAssertNil(descriptor.boundaries)
      XCTAssertNil(descriptor.attributeKeys)
    }
  }

  func test_M12_M54_advisedBoundaries_areUsed() {
    let bench = Bench()
    bench.meter.histogram("h", boundaries: [1, 10]).record(5)

    let points = bench.reader.collect().flatMap(\.histogramPoints)
    XCTAssertEqual(points.map(\.bounds), [[1, 10]])
    XCTAssertEqual(points.map(\.bucketCounts), [[0, 1, 0]])
  }

  func test_M13_M51_advisedAttributes_areThoseKept() {
    let bench = Bench()
    bench.meter.counter("a", attributeKeys: ["k"]).add(1, ["k": 1, "x": 2])
    bench.meter.upDownCounter("b", attributeKeys: ["k"]).add(1, ["k": 1, "x": 2])
    bench.meter.histogram("c", attributeKeys: ["k"]).record(1, ["k": 1, "x": 2])
    bench.meter.gauge("d", attributeKeys: []).record(1, ["k": 1, "x": 2])
    _ = bench.meter.observableCounter("e", attributeKeys: ["k"]) { $0.observe(1, ["k": 1, "x": 2]) }
    _ = bench.meter.observableUpDownCounter("f", attributeKeys: ["k"]) { $0.observe(1, ["k": 1, "x": 2]) }
    _ = bench.meter.observableGauge("g", attributeKeys: ["k"]) { $0.observe(1, ["k": 1, "x": 2]) }

    let metrics = bench.reader.collect()
    XCTAssertEqual(
      metrics.flatMap(\.numberPoints).map(\.attributes),
      [["k": 1], ["k": 1], [:], ["k": 1], ["k": 1], ["k": 1]]
    )
    XCTAssertEqual(metrics.flatMap(\.histogramPoints).map(\.attributes), [["k": 1]])
  }

  func test_M14_counter_addsWhatIsNotNegativeUnderAnyAttributesOrNone() {
    let bench = Bench()
    let counter = bench.meter.counter("c")
    let add: (Int64, AttributeSet) -> Void = counter.add
    add(0, [:])
    counter.add(2)
    counter.add(3, ["free": "form", "at": true, "call": [1, 2]])
    counter.add(-1)

    XCTAssertEqual(
      bench.numbers("c"),
      [[:]: .int(2), ["free": "form", "at": true, "call": [1, 2]]: .int(3)]
    )
  }

  func test_Z13_badValues_areToldOncePerInstrumentAndMeter() {
    let bench = Bench()
    for name in ["one", "two", "one"] {
      let counter = bench.provider.meter(named: name).counter("c")
      counter.add(-1)
      counter.bound(to: [:]).add(-2)
    }

    XCTAssertEqual(
      bench.said.all,
      Array(repeating: "c: dropped the value -1; a counter takes finite values from 0", count: 2)
    )
  }

  func test_M15_signs_areTakenWhereTheyMeanSomething() {
    let bench = Bench()
    let upDownCounter = bench.meter.upDownCounter("u")
    let gauge = bench.meter.gauge("g")
    let histogram = bench.meter.histogram("h")
    upDownCounter.add(3)
    upDownCounter.add(-5)
    gauge.record(7)
    gauge.record(-1.5)
    histogram.record(0)
    histogram.record(-1)

    let metrics = bench.reader.collect()
    XCTAssertEqual(metrics.flatMap(\.numberPoints).map(\.value), [.int(-2), .double(-1.5)])
    XCTAssertEqual(metrics.flatMap(\.histogramPoints).map(\.count), [1])
  }

  func test_M36_whatTheProgramSays_isToldOnOneLine() {
    let bench = Bench()
    let long = String(repeating: "long ", count: 1_000)
    bench.meter.counter("a\nb\0c").add(1)
    bench.meter.counter("c", unit: "by\nte", description: "one\r\ntwo").add(1)
    bench.meter.counter("c", unit: "by\nte", description: long).add(1)
    bench.meter.upDownCounter("c", description: long).add(1)
    bench.meter.histogram("h\nh", boundaries: (0..<100).map { -Double($0) }).record(1)

    XCTAssertEqual(bench.said.all.count, 5, "\(bench.said.all)")
    for message in bench.said.all {
      XCTAssertFalse(message.contains { $0.isNewline || $0 == "\0" }, message)
      XCTAssertLessThan(message.count, 600, message)
    }
  }
}
