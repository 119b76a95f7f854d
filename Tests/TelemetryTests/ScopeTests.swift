import Telemetry
import XCTest

final class ScopeTests: XCTestCase {
  /// Scopes that each differ from the first in one part.
  private let scopes = [
    InstrumentationScope(name: "n", version: "1", schemaURL: "u", attributes: ["a": 1]),
    InstrumentationScope(name: "N", version: "1", schemaURL: "u", attributes: ["a": 1]),
    InstrumentationScope(name: "n", version: "2", schemaURL: "u", attributes: ["a": 1]),
    InstrumentationScope(name: "n", version: "1", schemaURL: "v", attributes: ["a": 1]),
    InstrumentationScope(name: "n", version: "1", schemaURL: "u", attributes: ["a": 2]),
  ]

  func test_A20_everyPart_makesAMeterOfItsOwn() {
    let bench = Bench()
    for (index, scope) in scopes.enumerated() {
      // Asked for twice, so that equal scopes are seen to be one.
      for _ in 0..<2 {
        bench.provider.meter(
          named: scope.name,
          version: scope.version,
          schemaURL: scope.schemaURL,
          attributes: scope.attributes
        ).counter("c").add(Int64(index + 1))
      }
    }

    let totals = bench.reader.collect().map { metric -> (InstrumentationScope, [NumberValue]) in
      guard case .sum(let points, _, _) = metric.points else { return (metric.scope, []) }
      return (metric.scope, points.map(\.value))
    }
    XCTAssertEqual(totals.count, scopes.count)
    for (index, scope) in scopes.enumerated() {
      XCTAssertEqual(totals.first { $0.0 == scope }?.1, [.int(Int64(2 * (index + 1)))], "\(scope)")
    }
    XCTAssertEqual(bench.said.all, [], "instruments of different meters are no duplicates")
  }

  func test_A20_spans_carryTheWholeScopeOfTheirTracer() {
    let bench = SpanBench(attributes: ["a": 1])
    bench.tracer.startSpan("work").end()

    XCTAssertEqual(bench.spans[0].scope, InstrumentationScope(name: "bench", attributes: ["a": 1]))
  }
}
