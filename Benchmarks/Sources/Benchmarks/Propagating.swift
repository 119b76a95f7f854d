import AllocationCount
import Synchronization
import Telemetry

/// What it costs to read a context from a message and to write one into it, as multiples of one relaxed atomic addition.
struct PropagationBenchmarks {
  let floor: AtomicFloor
  private let propagator = W3CTraceContextPropagator()
  private let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03"
  private let state = "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7"

  func run(into report: inout Report) {
    let meta: [String: AttributeValue] = ["progressToken": 7, "traceparent": .string(parent)]
    extracting(["traceparent": parent], .headers, "dictionary of 1", &report)
    extracting(
      [
        "host": "localhost", "accept": "*/*", "user-agent": "mcp", "content-type": "application/json",
        "content-length": "512", "traceparent": parent, "tracestate": state, "authorization": "Bearer x",
      ], .headers, "dictionary of 8, with tracestate", &report)
    extracting([(name: "traceparent", value: parent)], .headerList, "list of 1", &report)
    extracting(meta, .mcpMeta, "_meta", &report)
    let context = propagator.extract(from: ["traceparent": parent], into: Context())
    injecting(context, ["traceparent": ""], .headers, "dictionary", &report)
    injecting(context, [(name: "traceparent", value: "")], .headerList, "list", &report)
    injecting(context, meta, .mcpMeta, "_meta", &report)
    let both = propagator.extract(from: ["traceparent": parent, "tracestate": state], into: Context())
    injecting(both, ["traceparent": "", "tracestate": ""], .headers, "dictionary, with tracestate", &report)
    baggage(&report)
  }

  private func baggage(_ report: inout Report) {
    let propagator = W3CBaggagePropagator()
    let headers = ["baggage": "tenant=acme,user=anna%20b,plan=pro"]
    add(&report, "extract baggage of 3", propagator.extract(from: headers, into: Context()))
    let context = propagator.extract(from: headers, into: Context())
    var carrier = headers
    add(&report, "inject baggage of 3", propagator.inject(context, into: &carrier))
  }

  private func extracting<Getter: TextMapGetter>(
    _ carrier: Getter.Carrier, _ getter: Getter, _ name: String, _ report: inout Report
  ) {
    add(&report, "extract, \(name)", keep(propagator.extract(from: carrier, using: getter, into: Context())))
  }

  private func injecting<Setter: TextMapSetter>(
    _ context: Context, _ carrier: Setter.Carrier, _ setter: Setter, _ name: String, _ report: inout Report
  ) {
    var carrier = carrier
    add(&report, "inject, \(name)", propagator.inject(context, into: &carrier, using: setter))
  }

  private func add<Output>(_ report: inout Report, _ name: String, _ body: @autoclosure () -> Output) {
    func repeated(_ count: Int) {
      for _ in 0..<count { use(body()) }
    }
    let figure = paired(operations: 200_000, floor: floor.add, repeated)
    report.add(name, figure, of: "atomic add")
    let before = allocation_count()
    repeated(1_000)
    report.add("\(name), allocations", "\(allocation_count() - before)", "of 1,000")
  }

  /// Keeps what was read from being optimised away without copying it, which would be measured too.
  @inline(never)
  private func keep(_ context: borrowing Context) {}
}
