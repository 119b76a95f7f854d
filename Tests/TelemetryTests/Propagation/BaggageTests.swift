import Telemetry
import XCTest

final class BaggageTests: XCTestCase {
  func test_C07_names_haveOneValueEachAndKeepTheirCase() {
    let baggage = Baggage().setting("Tenant", to: "A").setting("tenant", to: "a").setting("tenant", to: "b")

    XCTAssertEqual(baggage["Tenant"], "A")
    XCTAssertEqual(baggage["tenant"], "b")
    XCTAssertEqual(baggage.entries.map(\.name), ["Tenant", "tenant"])
  }

  func test_C07_aBaggage_neverChanges() {
    let old = Baggage().setting("a", to: "1")
    _ = old.setting("a", to: "2").setting("b", to: "3").removing("a")
    XCTAssertEqual(old.entries.map(\.value), ["1"])
  }

  func test_C08_anyText_isAValueAndComesBackUnchanged() {
    for value in [
      "", " ", "a,b;c=d%20\"\\", "\u{0}\n\u{7f}", "caf\u{e9} cafe\u{301} 🧭",
      String(repeating: "x", count: 9000),
    ] {
      let kept = Baggage().setting("k", to: value)["k"]
      XCTAssertEqual(kept.map { Array($0.utf8) }, Array(value.utf8))
    }
  }

  /// Two spellings of one accented letter are equal texts to Swift, and two names to everybody else.
  func test_C09_anyTextThatIsNotEmpty_isAName() {
    let names = ["a", " ", "naïve", "=;,", "\u{e9}", "e\u{301}", "🧭"]
    let baggage = names.enumerated().reduce(Baggage()) { $0.setting($1.element, to: "\($1.offset)") }

    XCTAssertEqual(baggage.entries.count, names.count)
    XCTAssertEqual(names.map { baggage[$0] }, names.indices.map { "\($0)" })
    XCTAssertEqual(baggage.setting("", to: "x"), baggage)
  }

  func test_C10_operations_getAndGetAllAndSetAndRemove() {
    let baggage = Baggage().setting("a", to: "1").setting("b", to: "2", metadata: "ttl=1;x")

    XCTAssertNil(baggage["c"])
    XCTAssertEqual(baggage["a"], "1")
    XCTAssertEqual(baggage.entry(named: "b")?.metadata, "ttl=1;x")
    XCTAssertEqual(baggage.entry(named: "a")?.metadata, "")
    XCTAssertEqual(baggage.removing("a").entries.map(\.name), ["b"])
    XCTAssertEqual(baggage.removing("c"), baggage)
    XCTAssertTrue(Baggage().isEmpty)
    XCTAssertEqual(baggage, Baggage().setting("b", to: "2", metadata: "ttl=1;x").setting("a", to: "1"))
    XCTAssertNotEqual(baggage, baggage.setting("b", to: "2"))
  }

  func test_C11_settingAgain_replacesValueAndMetadataOfWhateverOrigin() {
    let received = W3CBaggagePropagator().extract(("baggage", "a=1;ttl=5")).baggage
    XCTAssertEqual(received.entry(named: "a")?.metadata, "ttl=5")

    let replaced = received.setting("a", to: "2")
    XCTAssertEqual(replaced.entries.count, 1)
    XCTAssertEqual(replaced["a"], "2")
    XCTAssertEqual(replaced.entry(named: "a")?.metadata, "")
  }

  func test_C12_baggage_goesIntoAContextAndOutAndAway() {
    let context = Context.with(Baggage().setting("a", to: "1")).setting(spanContext: Example.span)

    XCTAssertEqual(context.baggage["a"], "1")
    XCTAssertTrue(Context().baggage.isEmpty)
    let stranger = context.withoutBaggage
    XCTAssertTrue(stranger.baggage.isEmpty)
    XCTAssertEqual(stranger.spanContext, Example.span)
    XCTAssertEqual(
      Array(Propagators.standard.fields(of: stranger).keys), ["traceparent"])
  }

  func test_C13_current_canBeReadAndSet() async {
    let baggage = Baggage().setting("a", to: "1")
    XCTAssertTrue(Baggage.current.isEmpty)
    baggage.run {
      XCTAssertEqual(Baggage.current["a"], "1")
      Baggage.current.setting("b", to: "2").run {
        XCTAssertEqual(Baggage.current.entries.map(\.name), ["a", "b"])
      }
      XCTAssertEqual(Baggage.current, baggage)
    }
    await baggage.run {
      await Task.yield()
      XCTAssertEqual(Baggage.current, baggage)
    }
    XCTAssertTrue(Baggage.current.isEmpty)
  }

  func test_C13_current_leavesTheSpanAlone() {
    Context.with(Example.span).run {
      Baggage().setting("a", to: "1").run { XCTAssertEqual(Span.current?.context, Example.span) }
    }
  }

  /// Nothing here starts an SDK: no provider, no settings.
  func test_C14_baggage_worksWithoutAnSDK() {
    let propagator = W3CBaggagePropagator()
    let headers = propagator.fields(of: .with(Baggage().setting("a", to: "1 2")))
    XCTAssertEqual(headers, ["baggage": "a=1%202"])
    XCTAssertEqual(propagator.extract(from: headers, into: Context()).baggage["a"], "1 2")
  }
}
