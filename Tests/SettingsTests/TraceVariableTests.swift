import Settings
import XCTest

/// OpenTelemetry's variables about traces.
final class TraceVariableTests: XCTestCase {
  private let sampler = "OTEL_TRACES_SAMPLER"
  private let argument = "OTEL_TRACES_SAMPLER_ARG"

  func test_E11_everySampler_isKnownByItsNameInAnyCase() {
    XCTAssertEqual(TelemetrySettings().traceSampler, .parentBasedAlwaysOn)
    let cases: [(name: String, sampler: TraceSampler)] = [
      ("always_on", .alwaysOn), ("always_off", .alwaysOff), ("traceidratio", .traceIDRatio),
      ("parentbased_always_on", .parentBasedAlwaysOn), ("parentbased_always_off", .parentBasedAlwaysOff),
      ("parentbased_traceidratio", .parentBasedTraceIDRatio),
    ]
    XCTAssertEqual(cases.map(\.sampler), TraceSampler.allCases)
    for (name, expected) in cases {
      for text in [name, name.uppercased(), " \(name) "] {
        let layers = Layers("otel_trace_sampler: always_off", [sampler: text])
        XCTAssertEqual(layers.settings()?.traceSampler, expected, text)
        XCTAssertEqual(layers.warnings(), [], text)
      }
    }
  }

  func test_E11_samplersThatAskAnotherService_areWarnedAboutAndIgnored() {
    for name in ["jaeger_remote", "parentbased_jaeger_remote", "xray"] {
      let layers = Layers(nil, [sampler: name])
      XCTAssertEqual(layers.settings(), TelemetrySettings(), name)
      XCTAssertEqual(
        layers.warnings(),
        [
          "\(sampler): expected always_on, always_off, traceidratio, parentbased_always_on, "
            + "parentbased_always_off, parentbased_traceidratio, found \"\(name)\"; ignored"
        ])
    }
  }

  func test_E12_argument_isTheRatioFrom0To1_and1UnlessSet() {
    for name in ["traceidratio", "parentbased_traceidratio"] {
      XCTAssertEqual(Layers(nil, [sampler: name]).settings()?.traceSamplerRatio, 1)
      for (text, ratio) in [("0", 0), ("0.25", 0.25), (" 1.0 ", 1), ("1e-3", 0.001)] {
        let layers = Layers(nil, [sampler: name, argument: text])
        XCTAssertEqual(layers.settings()?.traceSamplerRatio, ratio, text)
        XCTAssertEqual(layers.warnings(), [], text)
      }
    }
  }

  func test_E12_invalidArgument_isWarnedAbout_andAsIfItWereNotSet() {
    let cases = [
      ("2", "2"), ("-0.1", "-0.1"), ("1.0000001", "1.0000001"), ("half", "\"half\""), ("nan", "\"nan\""),
      ("endpoint=http://h", "\"endpoint=http://h\""),
    ]
    for (text, shown) in cases {
      let layers = Layers(nil, [sampler: "traceidratio", argument: text])
      XCTAssertEqual(layers.settings(), Layers(nil, [sampler: "traceidratio"]).settings(), text)
      XCTAssertEqual(
        layers.warnings(), ["\(argument): expected a number from 0 to 1, found \(shown); ignored"])
    }
  }

  /// The argument of a sampler that is not there would otherwise change the one of the file.
  func test_E12_argumentWithoutItsSampler_isWarnedAboutAndIgnored() {
    let file = "otel_trace_sampler: traceidratio\notel_trace_sampler_ratio: 0.5"
    for variables in [
      [argument: "0.1"], [argument: "0.1", sampler: ""], [argument: "0.1", sampler: "xray"],
    ] {
      let layers = Layers(file, variables)
      XCTAssertEqual(layers.settings(), Layers(file).settings(), "\(variables)")
      XCTAssertEqual(
        layers.warnings().filter { $0.hasPrefix(argument) },
        ["\(argument): expected a known OTEL_TRACES_SAMPLER beside it; ignored"], "\(variables)")
    }
  }

  func test_E16_limitsOfSpans_are128UnlessToldOtherwise_eachByItsVariable() {
    var expected = SpanBounds()
    XCTAssertEqual(
      [expected.attributes, expected.events, expected.links, expected.attributesPerItem],
      [128, 128, 128, 128])
    XCTAssertNil(expected.valueLength)
    let layers = Layers(
      nil,
      [
        "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": "40", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "5",
        "OTEL_SPAN_EVENT_COUNT_LIMIT": "6", "OTEL_SPAN_LINK_COUNT_LIMIT": "7",
        "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT": "8", "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT": "8",
      ])
    expected.valueLength = 40
    (expected.attributes, expected.events, expected.links) = (5, 6, 7)
    expected.attributesPerItem = 8

    XCTAssertEqual(layers.settings()?.spanLimits, expected)
    XCTAssertEqual(layers.settings()?.logLimits, TelemetrySettings().logLimits)
    XCTAssertEqual(layers.warnings(), [])
  }

  /// Events and links share one limit here.
  func test_E16_ofTwoLimitsForEventsAndLinks_thatOfEventsDecides() {
    let (event, link) = ("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT")
    XCTAssertEqual(Layers(nil, [link: "2"]).settings()?.spanLimits.attributesPerItem, 2)
    let layers = Layers(nil, [event: "1", link: "2"])
    XCTAssertEqual(layers.settings()?.spanLimits.attributesPerItem, 1)
    XCTAssertEqual(
      layers.warnings(),
      ["\(link): \(event) already decides otel_event_attribute_count_limit for all; ignored"])
  }
}
