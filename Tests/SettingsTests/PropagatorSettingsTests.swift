import Settings
import XCTest

/// How contexts travel, as a settings file and OpenTelemetry's variable say it.
final class PropagatorSettingsTests: XCTestCase {
  func test_E10_traceContextAndBaggage_areTheDefault() {
    XCTAssertEqual(TelemetrySettings().propagators, [.traceContext, .baggage])
    XCTAssertEqual(Layers().settings()?.propagators, [.traceContext, .baggage])
  }

  func test_file_takesListsAndNone() {
    let cases: [(yaml: String, propagators: [PropagatorName])] = [
      ("[b3]", [.b3]), ("[B3Multi, \"tracecontext\", baggage]", [.b3multi, .traceContext, .baggage]),
      ("[]", []), ("none", []), ("[none]", []), ("None", []),
    ]
    for (yaml, propagators) in cases {
      let layers = Layers("otel_propagators: \(yaml)")
      XCTAssertEqual(layers.settings()?.propagators, propagators, yaml)
      XCTAssertEqual(layers.warnings(), [], yaml)
    }
  }

  func test_E10_variable_isAListWithoutRepetition() {
    let cases: [(text: String, propagators: [PropagatorName])] = [
      ("tracecontext", [.traceContext]), (" B3 , tracecontext,b3 ", [.b3, .traceContext]),
      ("b3multi,b3multi,baggage", [.b3multi, .baggage]), ("none", []), ("none,none", []), ("", [.b3]),
    ]
    for (text, propagators) in cases {
      let layers = Layers("otel_propagators: [b3]", ["OTEL_PROPAGATORS": text])
      XCTAssertEqual(layers.settings()?.propagators, propagators, text)
      XCTAssertEqual(layers.warnings(), [], text)
    }
    XCTAssertEqual(
      Layers(nil, ["SESSION_BUDDY_OTEL_PROPAGATORS": "b3, baggage"]).settings()?.propagators, [.b3, .baggage])
  }

  func test_E04_E10_aVariableThatNamesAnythingElse_isIgnoredWithAWarning() {
    let names = "tracecontext, baggage, b3, b3multi"
    let cases = [
      ("jaeger", "expected \(names), found \"jaeger\""),
      ("tracecontext,xray", "expected \(names), found \"xray\""),
      ("none,b3", "expected \(names), found \"none\""),
    ]
    for (text, problem) in cases {
      let layers = Layers("otel_propagators: [b3]", ["OTEL_PROPAGATORS": text])
      XCTAssertEqual(layers.settings()?.propagators, [.b3], text)
      XCTAssertEqual(layers.warnings(), ["OTEL_PROPAGATORS: \(problem); ignored"])
    }
  }

  func test_wrongValues_areErrorsWithTheirPlace() {
    let names = "tracecontext, baggage, b3, b3multi"
    let cases = [
      ("b3", "1:19: otel_propagators: expected a list of \(names), or none, found b3"),
      ("[b3, none]", "1:24: otel_propagators.2: expected \(names), found none"),
      ("[b3, ottrace]", "1:24: otel_propagators.2: expected \(names), found ottrace"),
      ("[b3, baggage, b3]", "1:33: otel_propagators.3: expected each propagator once, found b3 again"),
      ("{a: b}", "1:19: otel_propagators: expected a list of \(names), or none, found a mapping"),
    ]
    for (yaml, complaint) in cases {
      XCTAssertEqual(Layers("otel_propagators: \(yaml)").complaint, "file:" + complaint)
    }
    do throws(SettingsError) {
      _ = try Layers().load { $0.propagators = [.b3, .b3] }
      XCTFail("expected an error")
    } catch {
      XCTAssertEqual("\(error)".hasSuffix("expected each propagator once, found b3 again"), true, "\(error)")
    }
  }

  func test_entries_showWhatAVariableWouldSay() throws {
    for (yaml, text) in [("[baggage, b3]", "baggage,b3"), ("[]", "none")] {
      let shown = try Layers("otel_propagators: \(yaml)").load().entries
        .first { $0.key == "otel_propagators" }?.value
      XCTAssertEqual(shown, text)
      XCTAssertEqual(
        Layers(nil, ["OTEL_PROPAGATORS": text]).settings(), Layers("otel_propagators: \(yaml)").settings())
    }
  }
}
