import Telemetry
import TelemetryTesting
import XCTest

final class TracerProviderTests: XCTestCase {
  func test_T01_global_isDisabledUntilAProgramSetsOne() {
    XCTAssertTrue(TracerProvider.global === TracerProvider.disabled)
    let exporter = InMemorySpanExporter()
    let provider = TracerProvider(processors: [SimpleSpanProcessor(exporter)])
    TracerProvider.setGlobal(provider)
    defer { TracerProvider.setGlobal(nil) }
    XCTAssertTrue(TracerProvider.global === provider)
    TracerProvider.global.tracer(named: "anywhere").startSpan("s").end()
    XCTAssertEqual(exporter.spans.map(\.scope.name), ["anywhere"])

    TracerProvider.setGlobal(nil)
    XCTAssertTrue(TracerProvider.global === TracerProvider.disabled)
  }

  func test_T01_severalProviders_doNotSeeEachOther() {
    let (one, other) = (SpanBench(resource: Resource(["n": 1])), SpanBench(resource: Resource(["n": 2])))
    one.tracer.startSpan("a").end()
    other.tracer.startSpan("b").end()

    XCTAssertEqual(one.spans.map(\.resource), [Resource(["n": 1])])
    XCTAssertEqual(one.spans.map(\.name), ["a"])
    XCTAssertEqual(other.spans.map(\.resource), [Resource(["n": 2])])
    XCTAssertEqual(other.spans.map(\.name), ["b"])
  }

  func test_T02_tracer_isAskedForByNameVersionSchemaURLAndAttributes() {
    let bench = SpanBench()
    let provider = bench.provider
    provider.tracer(named: "lib").startSpan("a").end()
    provider.tracer(named: "lib", version: "1", schemaURL: "https://example.test/1", attributes: ["a": 1])
      .startSpan("b").end()

    XCTAssertEqual(
      bench.spans.map(\.scope),
      [
        InstrumentationScope(name: "lib"),
        InstrumentationScope(
          name: "lib", version: "1", schemaURL: "https://example.test/1", attributes: ["a": 1]),
      ])
  }

  func test_T03_emptyName_isKeptAndToldOnce() {
    let said = Mailbox()
    let bench = SpanBench(said: { said.add($0.message) })
    for name in ["a", "b"] { bench.provider.tracer(named: "").startSpan(name).end() }

    XCTAssertEqual(bench.spans.map(\.scope.name), ["", ""])
    XCTAssertEqual(said.all, ["a tracer was asked for without a name"])
  }

  func test_T04_T30_T31_newConfiguration_reachesTracersThereAre() {
    let bench = SpanBench {
      $0.configurator = { $0.name == "off" ? TracerConfiguration(isEnabled: false) : nil }
    }
    let (on, off) = (bench.provider.tracer(named: "on"), bench.provider.tracer(named: "off"))
    func make(_ round: Int) { for tracer in [on, off] { tracer.makeSpans(["\(round)"]) } }
    make(1)
    bench.provider.configureTracers { TracerConfiguration(isEnabled: $0.name == "off") }
    make(2)
    bench.provider.configureTracers { _ in nil }
    make(3)

    let seen = bench.spans.map { "\($0.scope.name) \($0.name)" }
    XCTAssertEqual(seen, ["on 1", "off 2", "on 3", "off 3"])
  }

  func test_T31_tracer_isEnabledUnlessToldOtherwise() {
    XCTAssertTrue(TracerConfiguration().isEnabled)
    XCTAssertNil(TracerProvider.Options().configurator(InstrumentationScope(name: "any")))
  }

  func test_T27_T31_disabledTracer_passesTheParentOn() {
    let off = SpanBench { $0.configurator = { _ in TracerConfiguration(isEnabled: false) } }
    for tracer in [off.tracer, TracerProvider.disabled.tracer(named: "t")] {
      let child = tracer.startSpan("child", parent: .context(Parent.remoteSampled), attributes: ["a": 1])
      XCTAssertEqual(child.context, Parent.remoteSampled)
      XCTAssertFalse(child.isRecording)
      let orphan = tracer.startSpan("orphan", parent: .root)
      XCTAssertEqual(orphan.context, .invalid)
      XCTAssertFalse(orphan.isRecording)
      // What is current goes on, so that a message can be sent for it.
      Context().setting(spanContext: Parent.remoteSampled).run {
        tracer.withSpan("work") { _ in XCTAssertEqual(Span.current?.context, Parent.remoteSampled) }
      }
      child.setAttribute("b", 2)
      child.end()
    }
    XCTAssertEqual(off.spans, [])
  }

  func test_T05_T32_enabled_takesAProcessorAndNoObjection() {
    let bench = SpanBench()
    XCTAssertTrue(bench.tracer.isEnabled)
    bench.provider.configureTracers { _ in TracerConfiguration(isEnabled: false) }
    XCTAssertFalse(bench.tracer.isEnabled)
    bench.provider.configureTracers { _ in TracerConfiguration(isEnabled: true) }
    XCTAssertTrue(bench.tracer.isEnabled)

    let deaf = TracerProvider(processors: [])
    XCTAssertFalse(deaf.tracer(named: "t").isEnabled)
    deaf.configureTracers { _ in TracerConfiguration(isEnabled: true) }
    XCTAssertFalse(deaf.tracer(named: "t").isEnabled)
    XCTAssertFalse(TracerProvider.disabled.tracer(named: "t").isEnabled)
  }

  func test_T33_T34_flushAndShutdown_reachEveryProcessor() {
    let processors = [ScriptedSpanProcessor(), ScriptedSpanProcessor(isDone: false), ScriptedSpanProcessor()]
    let provider = TracerProvider(processors: processors)

    XCTAssertFalse(provider.flush(within: .seconds(1)))
    XCTAssertFalse(provider.shutdown(within: .seconds(1)))
    XCTAssertTrue(provider.shutdown(within: .seconds(1)), "a second time there is nothing to do")
    for processor in processors { XCTAssertEqual(processor.heard, ["flush", "shutdown"]) }
    XCTAssertTrue(TracerProvider(processors: [ScriptedSpanProcessor()]).flush(within: .zero))
  }

  func test_T33_T34_processors_areToldUntilWhen() {
    let clock = ManualClock()
    clock.advance(by: .seconds(10))
    let processor = ScriptedSpanProcessor()
    let provider = TracerProvider(processors: [processor], clock: clock)
    _ = provider.flush(within: .seconds(1))
    _ = provider.shutdown(within: .seconds(2))

    XCTAssertEqual(processor.deadlines, [.seconds(1), .seconds(2)].map { clock.instant.advanced(by: $0) })
  }

  func test_T33_tracerAfterTheShutdown_doesNothing() {
    let bench = SpanBench()
    XCTAssertTrue(bench.provider.shutdown(within: .seconds(1)))
    let late = bench.provider.tracer(named: "late")
    late.makeSpans(["late"])

    XCTAssertFalse(late.isEnabled)
    XCTAssertEqual(bench.spans, [])
  }

  func test_T30_whatIsConfigured_isTheProvidersAndSharedByItsTracers() {
    struct Counting: IDGenerator {
      func makeTraceID() -> TraceID { TraceID(high: 0, low: 7) }
      func makeSpanID() -> SpanID { SpanID(8) }
    }
    let bench = SpanBench {
      $0.ids = Counting()
      $0.limits.attributeCount = 1
      $0.sampler = AlwaysRecordSampler(root: AlwaysOffSampler())
    }
    for name in ["a", "b"] {
      bench.provider.tracer(named: name).startSpan(name, attributes: ["x": 1, "y": 2]).end()
    }

    for span in bench.spans {
      XCTAssertEqual(span.context, SpanContext(traceID: TraceID(high: 0, low: 7), spanID: SpanID(8)))
      XCTAssertEqual(span.droppedAttributes, 1)
    }
    XCTAssertEqual(bench.spans.map(\.name), ["a", "b"])
  }
}
