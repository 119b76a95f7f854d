import OTLPReceiver
import Telemetry
import XCTest

final class RenderingTests: XCTestCase {
  private let resource = Resource()
  private let scope = InstrumentationScope(name: "test")

  func test_counter_isOneLinePerSeries() {
    let points = [
      NumberPoint(
        attributes: ["project_path": "/p", "time_of_day": "morning"],
        start: nil,
        time: Timestamp(nanosecondsSinceEpoch: 1),
        value: .int(3)
      )
    ]
    let sum = metric(
      "session_buddy.sessions.total",
      "{session}",
      .sum(points, temporality: .cumulative, isMonotonic: true)
    )

    XCTAssertEqual(
      sum.lines,
      [
        "session_buddy.sessions.total sum cumulative {session} "
          + "{project_path=/p, time_of_day=morning} = 3"
      ]
    )
  }

  func test_histogram_showsItsFiguresAndItsShape() {
    let point = HistogramPoint(
      attributes: ["k": "v"],
      start: nil,
      time: Timestamp(nanosecondsSinceEpoch: 1),
      count: 13,
      sum: 9.5,
      min: 0,
      max: 7.5,
      bounds: [1, 2, 3],
      bucketCounts: [1, 8, 0, 4]
    )

    XCTAssertEqual(
      metric("h", "s", .histogram([point], temporality: .delta)).lines,
      ["h histogram delta s {k=v} count=13 sum=9.5 min=0.0 max=7.5 [▂█_▅]"]
    )
  }

  func test_manyBuckets_areShownInABoundedBar() throws {
    let point = ExponentialHistogramPoint(
      attributes: [:],
      start: nil,
      time: Timestamp(nanosecondsSinceEpoch: 1),
      count: 160,
      sum: nil,
      min: nil,
      max: nil,
      scale: 3,
      zeroCount: 0,
      positive: .init(offset: 0, counts: Array(repeating: .max, count: 160)),
      negative: .init()
    )

    let line = try XCTUnwrap(
      metric("e", "", .exponentialHistogram([point], temporality: .cumulative)).lines.first
    )

    XCTAssertTrue(line.hasPrefix("e exponential-histogram cumulative {} count=160 scale=3 [█"), line)
    XCTAssertLessThan(line.count, 100)
  }

  func test_exponentialHistogram_showsItsScaleAndItsZeros() {
    var histogram = ExponentialHistogram(maximumSize: 4, zeroThreshold: 0.5)
    for value in [0, 0.25, -2, 1, 4, 4] { histogram.record(value) }
    let point = ExponentialHistogramPoint(
      histogram,
      attributes: ["k": "v"],
      start: nil,
      time: Timestamp(nanosecondsSinceEpoch: 1)
    )

    XCTAssertEqual(
      metric("e", "s", .exponentialHistogram([point], temporality: .delta)).lines,
      [
        "e exponential-histogram delta s {k=v} count=6 sum=7.25 min=-2.0 max=4.0 scale=0 zero=2 "
          + "zero-width=0.5 [▅█▅_█]"
      ]
    )
  }

  func test_M93_exemplars_followTheirPoint() {
    let time = Timestamp(nanosecondsSinceEpoch: 1)
    let span = SpanContext(traceID: TraceID(high: 1, low: 2), spanID: SpanID(3))
    let exemplars = [
      Exemplar(filteredAttributes: ["user": "u\n"], time: time, value: .double(0.5), spanContext: span),
      Exemplar(time: time, value: .int(7)),
      Exemplar(time: time, value: .int(8)),
    ]
    let point = NumberPoint(attributes: [:], start: nil, time: time, value: .int(9), exemplars: exemplars)

    XCTAssertEqual(
      metric("g", "", .gauge([point])).lines,
      [
        "g gauge {} = 9 exemplar=0.5 trace=00000000000000010000000000000002 span=0000000000000003 "
          + "{user=u\\n} exemplar=7 and 1 more exemplars"
      ]
    )
  }

  func test_span_isOneLine() {
    let trace = TraceID(high: 1, low: 2)
    let span = SpanData(
      resource: resource,
      scope: scope,
      context: SpanContext(traceID: trace, spanID: SpanID(3)),
      parentSpanID: SpanID(4),
      name: "op",
      start: Timestamp(nanosecondsSinceEpoch: 1_000_000),
      end: Timestamp(nanosecondsSinceEpoch: 13_500_000),
      attributes: ["a": 1],
      events: [SpanEvent(time: Timestamp(nanosecondsSinceEpoch: 2), name: "retry")],
      status: .error("late")
    )

    XCTAssertEqual(
      span.line,
      "op internal 12.5ms error(late) trace=00000000000000010000000000000002 span=0000000000000003 "
        + "parent=0000000000000004 {a=1} events=[retry]"
    )
  }

  func test_textFromTheNetwork_cannotControlATerminal() {
    let record = LogRecordData(
      resource: resource,
      scope: scope,
      observedTime: Timestamp(nanosecondsSinceEpoch: 1),
      severity: .warn,
      body: "two\nlines \u{1B}[2J\u{202E}"
    )

    XCTAssertEqual(record.line, #"WARN "two\nlines \u{1b}[2J\u{202e}""#)
  }

  private func metric(_ name: String, _ unit: String, _ points: MetricData.Points) -> MetricData {
    MetricData(resource: resource, scope: scope, name: name, unit: unit, points: points)
  }
}
