import Synchronization
import Telemetry
import TelemetryTesting
import XCTest

/// What processors hear of spans, and when.
final class SpanProcessorTests: XCTestCase {
  func test_T56_processors_areCalledInTheirOrderOnTheThreadOfTheCaller() {
    let calls = Mailbox()
    let thread = ObjectIdentifier(Thread.current)
    let processors = ["a", "b"].map { name in
      ScriptedSpanProcessor(
        starting: { _, _ in calls.add("start \(name) \(ObjectIdentifier(Thread.current) == thread)") },
        ending: { _ in calls.add("end \(name) \(ObjectIdentifier(Thread.current) == thread)") })
    }
    let span = TracerProvider(processors: processors).tracer(named: "t").startSpan("work")
    calls.add("work")
    span.end()

    XCTAssertEqual(calls.all, ["start a true", "start b true", "work", "end a true", "end b true"])
  }

  func test_T37_T56_processors_hearOfRecordingSpansOnly() {
    let processor = ScriptedSpanProcessor()
    var options = TracerProvider.Options()
    options.sampler = AlwaysOffSampler()
    let provider = TracerProvider(processors: [processor], options: options)
    provider.tracer(named: "t").makeSpans(["dropped"])

    XCTAssertEqual(processor.heard, [])
  }

  func test_T56_start_isToldTheContextOfTheParent() {
    let baggage = Baggage().setting("tenant", to: "acme")
    let told = Mutex<[Context]>([])
    let processor = ScriptedSpanProcessor(starting: { _, context in told.withLock { $0.append(context) } })
    let tracer = TracerProvider(processors: [processor]).tracer(named: "t")
    let context = Context().setting(spanContext: Parent.remoteSampled).setting(baggage: baggage)
    _ = tracer.startSpan("given", parent: .span(of: context))
    context.run {
      _ = tracer.startSpan("current")
      _ = tracer.startSpan("root", parent: .root)
    }

    let contexts = told.withLock { $0 }
    XCTAssertEqual(contexts.map(\.spanContext), [Parent.remoteSampled, Parent.remoteSampled, nil])
    XCTAssertEqual(contexts.map(\.baggage), [baggage, baggage, baggage])
  }

  func test_T36_spanThatStarts_isTheOneOfTheProgram() {
    let kept = Mutex<[Span]>([])
    let exporter = InMemorySpanExporter()
    let provider = TracerProvider(processors: [
      ScriptedSpanProcessor(starting: { span, context in
        span.setAttribute("tenant", .string(context.baggage["tenant"] ?? ""))
        span.updateName("renamed")
        kept.withLock { $0.append(span) }
      }),
      SimpleSpanProcessor(exporter),
    ])
    let span = Baggage().setting("tenant", to: "acme").run {
      provider.tracer(named: "t").startSpan("work", attributes: ["a": 1])
    }
    let seen = kept.withLock { $0 }
    XCTAssertEqual(seen.map(\.context), [span.context])
    seen[0].setAttribute("later", true)
    span.end()
    XCTAssertFalse(seen[0].isRecording)

    XCTAssertEqual(exporter.spans.map(\.name), ["renamed"])
    XCTAssertEqual(exporter.spans.map(\.attributes), [["a": 1, "tenant": "acme", "later": true]])
  }

  func test_T56_processorThatDoesNotHearStarts_isNotCalledForThem() {
    let processors = [ScriptedSpanProcessor(hearsStarts: false), ScriptedSpanProcessor()]
    TracerProvider(processors: processors).tracer(named: "t").makeSpans(["work"])

    XCTAssertEqual(processors.map(\.heard), [["onEnd"], ["onStart", "onEnd"]])
  }

  func test_T35_finishedSpan_saysEverythingThatWasSaid() {
    let bench = SpanBench(resource: Resource(["service.name": "s"]), attributes: ["scope": 1]) { options in
      options.limits.attributeCount = 1
      options.limits.eventCount = 1
      options.limits.linkCount = 1
    }
    let start = bench.clock.now
    let span = bench.tracer.startSpan(
      "work", kind: .client, parent: .context(Parent.remoteSampled), attributes: ["a": 1, "b": 2],
      links: [SpanLink(context: Parent.localSampled), SpanLink(context: Parent.localNotSampled)])
    span.addEvent("e", ["x": 1])
    span.addEvent("f")
    span.setStatus(.error("bad"))
    bench.clock.advance(by: .nanoseconds(1_234_567))
    span.end()

    XCTAssertEqual(bench.finished.map(\.parent), [Parent.remoteSampled])
    XCTAssertEqual(bench.finished.map(\.context), [span.context])
    XCTAssertEqual(
      bench.spans,
      [
        SpanData(
          resource: Resource(["service.name": "s"]),
          scope: InstrumentationScope(name: "bench", attributes: ["scope": 1]),
          context: span.context,
          parentSpanID: Parent.remoteSampled.spanID,
          isParentRemote: true,
          name: "work",
          kind: .client,
          start: start,
          end: start.advanced(by: .nanoseconds(1_234_567)),
          attributes: ["a": 1],
          droppedAttributes: 1,
          events: [SpanEvent(time: start, name: "e", attributes: ["x": 1])],
          droppedEvents: 1,
          links: [SpanLink(context: Parent.localSampled)],
          droppedLinks: 1,
          status: .error("bad")
        )
      ])
  }

  func test_T58_eachProcessor_hasAnExporterOfItsOwn() {
    let exporters = [InMemorySpanExporter(), InMemorySpanExporter()]
    let custom = ScriptedSpanProcessor()
    let processors: [any SpanProcessor] = [
      SimpleSpanProcessor(exporters[0]), custom, BatchSpanProcessor(exporters[1]),
    ]
    let provider = TracerProvider(processors: processors)
    provider.tracer(named: "t").makeSpans(["a", "b"])
    XCTAssertTrue(provider.shutdown(within: .seconds(60)))

    for exporter in exporters { XCTAssertEqual(exporter.spans.map(\.name), ["a", "b"]) }
    XCTAssertEqual(custom.heard, ["onStart", "onEnd", "onStart", "onEnd", "shutdown"])
  }
}
