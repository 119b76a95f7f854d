import XCTest

/// What the specification wants to be said to users, where they read about it.
final class DocumentedPromiseTests: XCTestCase {
  private func documentation(_ file: String) throws -> String {
    try Readme.document(file).split(separator: "\n").filter { $0.contains("///") }
      .map { $0.drop { $0 == " " || $0 == "/" } }.joined(separator: " ")
  }

  func test_A10_nestedValues_areSaidToCostMore() throws {
    let text = try documentation("Sources/Telemetry/Attributes/AttributeValue.swift")
    XCTAssertTrue(text.contains("Arrays and maps cost more to record and to store than plain values."), text)
  }

  func test_M18_authors_areToldToAskEachTimeWhetherAnInstrumentIsEnabled() throws {
    for name in ["Counter", "UpDownCounter", "Gauge", "Histogram"] {
      let text = try documentation("Sources/Telemetry/Metrics/Instruments/\(name).swift")
      XCTAssertTrue(text.contains("may change over time, so ask before each costly measurement"), name)
    }
  }

  func test_M20_instruments_saySomethingAboutThreads() throws {
    for name in ["Counter", "UpDownCounter", "Gauge", "Histogram"] {
      let text = try documentation("Sources/Telemetry/Metrics/Instruments/\(name).swift")
      XCTAssertTrue(text.contains("safe from any thread"), name)
    }
    XCTAssertTrue(
      try documentation("Sources/Telemetry/Metrics/MeterProvider.swift").contains("safe from any thread"))
    XCTAssertTrue(
      try documentation("Sources/Telemetry/Metrics/Instruments/Meter.swift").contains("safe from any thread"))
  }

  func test_M26_callbacks_areAskedToBeReentrantPromptAndToObserveOnce() throws {
    for name in ["Meter+Observables", "Meter+Callbacks"] {
      let text = try documentation("Sources/Telemetry/Metrics/Observables/\(name).swift")
      for promise in [
        "prompt", "may run for two readers in turn", "must not observe the same attributes twice",
      ] {
        XCTAssertTrue(text.contains(promise), "\(name): \(promise)")
      }
    }
  }

  func test_T13_authors_areToldToGiveAttributesAndLinksAtTheStart() throws {
    let text = try documentation("Sources/Telemetry/Traces/Tracer.swift")
    XCTAssertTrue(
      text.contains("Give attributes and links here when they are known: samplers see only those"), text)
  }

  func test_M53_views_warnThatDroppedAttributesCanLeaveInExemplars() throws {
    let text = try documentation("Sources/Telemetry/Metrics/Views/View.swift")
    XCTAssertTrue(
      text.contains(
        "An attribute that a view drops can still leave the process, as part of an exemplar; ``ExemplarFilter/alwaysOff`` prevents that"
      ),
      text
    )
  }
}
