import OTLPReceiver
import Telemetry
import TelemetryTesting
import XCTest

final class ExpectationTests: XCTestCase {
  func test_cumulativeSeries_isOneLineWithItsLastValue() throws {
    try withFakeCollector { collector in
      let client = Client(collector)
      _ = try client.export(Sample.request(Sample.sum("b", ["x": 1, "y": 2])), to: .metrics)
      _ = try client.export(
        Sample.request(Sample.sum("b", ["x": 5]), Sample.sum("a", ["z": 9])), to: .metrics)

      try collector.expect(
        metrics: """
          a sum cumulative {k=z} = 9
          b sum cumulative {k=x} = 5
          b sum cumulative {k=y} = 2
          """
      )
    }
  }

  func test_deltaSeries_isOneLinePerPoint() throws {
    try withFakeCollector { collector in
      let client = Client(collector)
      for value in 1...2 as ClosedRange<UInt8> {
        _ = try client.export(Sample.request(Sample.sum("d", ["x": value], temporality: 1)), to: .metrics)
      }

      try collector.expect(
        metrics: """
          d sum delta {k=x} = 1
          d sum delta {k=x} = 2
          """
      )
    }
  }

  func test_spans_areTreesInTheOrderTheyBegan() throws {
    try withFakeCollector { collector in
      let request = Sample.request(
        Sample.span("second child", id: 3, parent: 1, start: 3),
        Sample.span("grandchild", id: 4, parent: 2, start: 9),
        Sample.span("first child", id: 2, parent: 1, start: 2),
        Sample.span("root", id: 1, start: 1),
        Sample.span("orphan", id: 7, parent: 99, start: 8)
      )
      _ = try Client(collector).export(request, to: .traces)

      try collector.expect(
        spans: """
          root internal unset {}
            first child internal unset {}
              grandchild internal unset {}
            second child internal unset {}
          orphan internal unset {}
          """
      )
    }
  }

  func test_spansInACircleOrTwice_areShownOnceEach() throws {
    try withFakeCollector { collector in
      let request = Sample.request(
        Sample.span("a", id: 1, parent: 2, start: 1),
        Sample.span("b", id: 2, parent: 1, start: 2),
        Sample.span("twin", id: 5, start: 3),
        Sample.span("twin", id: 5, start: 3),
        Sample.span("child", id: 6, parent: 5, start: 4)
      )
      _ = try Client(collector).export(request, to: .traces)

      try collector.expect(
        spans: """
          twin internal unset {}
            child internal unset {}
          twin internal unset {}
          a internal unset {}
          b internal unset {}
          """
      )
    }
  }

  func test_difference_marksWhatIsMissingAndWhatIsNew() throws {
    try withFakeCollector { collector in
      _ = try Client(collector).export(Sample.request(Sample.log("one"), Sample.log("three")))

      XCTAssertThrowsError(
        try collector.expect(
          logRecords: """
            UNSPECIFIED "one"
            UNSPECIFIED "two"
            """
        )
      ) { error in
        XCTAssertEqual(
          "\(error)",
          """
          log records differ (- expected, + found):
            UNSPECIFIED "one"
          - UNSPECIFIED "two"
          + UNSPECIFIED "three"
          """
        )
      }
    }
  }

  func test_equalTexts_haveNoDifference() {
    XCTAssertNil(Difference(in: "texts", expected: "\n a\nb  \n\n", found: " a\nb"))
    XCTAssertNil(Difference(in: "texts", expected: "", found: ""))
  }

  func test_differenceOfSeveralLines_keepsTheirOrder() {
    XCTAssertEqual(
      Difference(in: "texts", expected: "a\nb\nc", found: "x\na\nc\nd")?.description,
      "texts differ (- expected, + found):\n+ x\n  a\n- b\n  c\n+ d"
    )
  }
}
