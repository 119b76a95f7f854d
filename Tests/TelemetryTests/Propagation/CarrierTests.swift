import Telemetry
import XCTest

final class CarrierTests: XCTestCase {
  /// Shared by all tests, as a getter or setter of somebody else may be (P-04).
  private static let headers = HeaderFields()
  private static let list = HeaderList()
  private static let environment = EnvironmentVariables()
  private static let meta: some TextMapGetter<[String: AttributeValue]> = MessageFields.ofTest

  func test_P04_oneAccess_servesForAllMessages() {
    var one = ["a": "1"]
    var other = ["a": "2"]
    Self.headers.set("b", to: "3", in: &one)
    Self.headers.set("b", to: "4", in: &other)
    XCTAssertEqual(one, ["a": "1", "b": "3"])
    XCTAssertEqual(other, ["a": "2", "b": "4"])
  }

  func test_P06_setting_replacesTheValueAndKeepsTheCase() {
    var headers = ["X-B3-TraceId": "old", "x-b3-traceid": "older", "other": "1"]
    Self.headers.set("X-B3-TraceId", to: "new", in: &headers)
    XCTAssertEqual(headers, ["X-B3-TraceId": "new", "other": "1"])

    var list = [("A", "1"), ("b", "2"), ("a", "3"), ("c", "4"), ("a", "5")].map { (name: $0.0, value: $0.1) }
    Self.list.set("a", to: "6", in: &list)
    Self.list.set("D", to: "7", in: &list)
    XCTAssertEqual(list.map { "\($0.name)=\($0.value)" }, ["a=6", "b=2", "c=4", "D=7"])

    var meta: [String: AttributeValue] = ["Traceparent": "1", "progressToken": 7]
    W3CTraceContextPropagator().inject(.with(Example.span), into: &meta, using: .mcpMeta)
    XCTAssertEqual(
      meta, ["Traceparent": "1", "progressToken": 7, "traceparent": .string(Example.parent)])
  }

  func test_P07_keys_areAllOfThem() {
    XCTAssertEqual(Set(Self.headers.keys(in: ["A": "1", "b": "2"])), ["A", "b"])
    XCTAssertEqual(Self.list.keys(in: [("A", "1"), ("b", "2"), ("A", "3")]), ["A", "b", "A"])
    XCTAssertEqual(Self.meta.keys(in: ["a": "1", "n": 1]), ["a"])
  }

  func test_P07_getting_isTheFirstValueInAnyCaseWhereThatIsUsual() {
    XCTAssertEqual(Self.headers.value(of: "traceparent", in: ["TraceParent": "1"]), "1")
    XCTAssertNil(Self.headers.value(of: "traceparent", in: ["trace-parent": "1", "tracestate": "2"]))
    XCTAssertEqual(Self.list.value(of: "B", in: [("a", "1"), ("b", "2"), ("B", "3")]), "2")
    XCTAssertNil(Self.list.value(of: "c", in: [("a", "1")]))
    XCTAssertEqual(Self.meta.value(of: "a", in: ["a": "1", "A": "2"]), "1")
    XCTAssertNil(Self.meta.value(of: "a", in: ["A": "2"]))
    XCTAssertNil(Self.meta.value(of: "a", in: ["a": 2]))
    // Only letters of ASCII have two cases here.
    XCTAssertNil(Self.headers.value(of: "@[", in: ["`{": "1"]))
  }

  func test_P08_allValues_areInOrderAndNoneIsEmpty() {
    let list = [("a", "1"), ("b", "2"), ("A", "3")].map { (name: $0.0, value: $0.1) }
    XCTAssertEqual(Self.list.values(of: "a", in: list), ["1", "3"])
    XCTAssertEqual(Self.list.values(of: "c", in: list), [])
    XCTAssertEqual(Self.headers.values(of: "a", in: ["A": "1", "a": "2"]).sorted(), ["1", "2"])
    XCTAssertEqual(Self.meta.values(of: "a", in: ["a": "1"]), ["1"])
    XCTAssertEqual(Self.meta.values(of: "b", in: ["a": "1"]), [])
  }

  func test_P45_names_becomeThoseOfVariables() {
    let names = [
      ("", "_"), ("traceparent", "TRACEPARENT"), ("x-b3-traceid", "X_B3_TRACEID"), ("b3", "B3"),
      ("3b", "_3B"),
      ("_", "_"), ("a.b c=d", "A_B_C_D"), ("9", "_9"), ("Ünï", "_N_"), ("A_9", "A_9"),
    ]
    for (key, name) in names { XCTAssertEqual(EnvironmentVariables.normalized(key), name) }
  }

  func test_P46_variables_areReadAndWrittenUnderNormalNamesOnly() {
    var environment = ["traceparent": "ignored", "PATH": "/bin", "9A": "1", "a": "2", "_A9": "3", "Ä": "4"]
    let propagator = W3CTraceContextPropagator()
    XCTAssertNil(propagator.extract(from: environment, using: .environment, into: Context()).spanContext)

    propagator.inject(.with(Example.span), into: &environment, using: .environment)
    XCTAssertEqual(environment["TRACEPARENT"], Example.parent)
    XCTAssertEqual(environment["traceparent"], "ignored")
    XCTAssertEqual(
      propagator.extract(from: environment, using: .environment, into: Context()).spanContext, Example.span)
    XCTAssertEqual(Set(Self.environment.keys(in: environment)), ["PATH", "TRACEPARENT", "_A9"])
    // What a value says is nobody's business here.
    Self.environment.set("a-b", to: " x\n=", in: &environment)
    XCTAssertEqual(environment["A_B"], " x\n=")
    XCTAssertEqual(Self.environment.value(of: "a.b", in: environment), " x\n=")
  }

  func test_P46_b3AndBaggage_travelInTheEnvironmentToo() {
    let context = Context.with(Example.span).setting(baggage: Baggage().setting("a", to: "1"))
    var environment: [String: String] = [:]
    let all = CompositePropagator([Propagators.standard, B3Propagator(.multi)])
    all.inject(context, into: &environment, using: .environment)

    XCTAssertEqual(
      Set(environment.keys), ["TRACEPARENT", "BAGGAGE", "X_B3_TRACEID", "X_B3_SPANID", "X_B3_SAMPLED"])
    let found = B3Propagator().extract(from: environment, using: .environment, into: Context())
    XCTAssertEqual(found.spanContext, Example.span)
  }
}

extension MessageFields where Value == AttributeValue {
  static var ofTest: MessageFields {
    MessageFields(
      text: { if case .string(let text) = $0 { text } else { nil } }, value: { AttributeValue.string($0) })
  }
}
