import Synchronization
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

final class SimpleSpanProcessorTests: XCTestCase {
  func test_T61_eachSpan_isExportedBeforeEndReturns() {
    let exporter = InMemorySpanExporter()
    let tracer = TracerProvider(processors: [SimpleSpanProcessor(exporter)]).tracer(named: "t")
    for index in 1...3 {
      tracer.startSpan("work").end()
      XCTAssertEqual(exporter.spans.count, index)
    }
  }

  func test_T61_T64_exports_comeOneAtATime() {
    let exporter = ScriptedSpanExporter()
    let processor = SimpleSpanProcessor(exporter)
    let provider = TracerProvider(processors: [processor])
    onThreads(8) { thread in
      provider.tracer(named: "t").makeSpans((0..<200).map { "\(thread * 200 + $0)" })
    }
    XCTAssertTrue(provider.flush(within: .seconds(60)))

    XCTAssertEqual(exporter.overlaps, 0)
    XCTAssertEqual(exporter.batches.map(\.count), Array(repeating: 1, count: 1_600))
    XCTAssertEqual(Set(exporter.names), Set((0..<1_600).map { "\($0)" }))
    XCTAssertEqual(processor.tally.exported, 1_600)
    XCTAssertEqual(processor.tally.waiting, 0)
  }

  func test_T37_exportersGet_whatIsSampledOnly() {
    let exporter = ScriptedSpanExporter()
    let recorded = SpanBench()
    var options = TracerProvider.Options()
    options.sampler = AlwaysRecordSampler(root: ParentBasedSampler(root: AlwaysOffSampler()))
    let processors: [any SpanProcessor] = [
      SimpleSpanProcessor(exporter), BatchSpanProcessor(exporter, clock: recorded.clock),
    ]
    let provider = TracerProvider(processors: processors, options: options)
    let tracer = provider.tracer(named: "t")
    let span = tracer.startSpan("recorded only")
    XCTAssertTrue(span.isRecording)
    span.end()
    XCTAssertTrue(provider.flush(within: .seconds(60)))
    XCTAssertEqual(exporter.names, [])

    tracer.startSpan("sampled", parent: .context(Parent.localSampled)).end()
    XCTAssertTrue(provider.shutdown(within: .seconds(60)))
    XCTAssertEqual(exporter.names, ["sampled", "sampled"])
  }

  func test_T61_exporterThatMakesSpansItself_isCalledForThemAfterwards() {
    let tracer = Mutex<Tracer?>(nil)
    let exporter = ScriptedSpanExporter { spans in
      if spans.map(\.name) == ["first"] { tracer.withLock { $0 }?.startSpan("second").end() }
      return true
    }
    let provider = TracerProvider(processors: [SimpleSpanProcessor(exporter)])
    tracer.withLock { $0 = provider.tracer(named: "t") }
    provider.tracer(named: "t").startSpan("first").end()
    tracer.withLock { $0 = nil }

    XCTAssertEqual(exporter.batches, [["first"], ["second"]])
    XCTAssertEqual(exporter.overlaps, 0)
  }

  func test_T65_spansOfAFailedExport_areGivenUpAndCounted() {
    let exporter = ScriptedSpanExporter { $0.first?.name != "bad" }
    let processor = SimpleSpanProcessor(exporter)
    TracerProvider(processors: [processor]).tracer(named: "t").makeSpans(["good", "bad", "good"])

    XCTAssertEqual(exporter.names, ["good", "bad", "good"])
    XCTAssertEqual(processor.tally.exported, 2)
    XCTAssertEqual(processor.tally.dropped, [.exportFailed: 1])
  }

  func test_T59_afterTheShutdown_spansAreIgnored() {
    let exporter = ScriptedSpanExporter()
    let processor = SimpleSpanProcessor(exporter)
    let provider = TracerProvider(processors: [processor])
    let late = provider.tracer(named: "t").startSpan("late")
    XCTAssertTrue(processor.shutdown(until: .distantFuture))
    XCTAssertTrue(processor.shutdown(until: .distantFuture))
    XCTAssertTrue(processor.flush(until: .distantFuture))
    late.end()

    XCTAssertEqual(exporter.calls, ["shutdown"])
    XCTAssertEqual(processor.tally.dropped, [.alreadyShutdown: 1])
  }

  func test_T64_export_isToldUntilWhenItMayTake() {
    let clock = ManualClock()
    clock.advance(by: .seconds(100))
    let exporter = ScriptedSpanExporter()
    let processor = SimpleSpanProcessor(exporter, exportTimeout: .seconds(3), clock: clock)
    TracerProvider(processors: [processor]).tracer(named: "t").makeSpans(["s"])

    XCTAssertEqual(exporter.deadlines, [clock.instant.advanced(by: .seconds(3))])
  }

  /// The exporter itself asks for the flush, so that an export is under way for certain.
  func test_T60_flush_endsAtItsDeadline() {
    let clock = ManualClock()
    let answers = Mutex<[Bool]>([])
    let known = Mutex<SimpleSpanProcessor?>(nil)
    let exporter = ScriptedSpanExporter { _ in
      let isFlushed = known.withLock { $0 }?.flush(until: clock.instant)
      answers.withLock { $0.append(isFlushed ?? true) }
      return true
    }
    let processor = SimpleSpanProcessor(exporter, clock: clock)
    known.withLock { $0 = processor }
    TracerProvider(processors: [processor]).tracer(named: "t").startSpan("x").end()
    known.withLock { $0 = nil }

    XCTAssertEqual(answers.withLock { $0 }, [false])
    XCTAssertTrue(processor.flush(until: clock.instant))
  }

  func test_T64_T65_inMemoryExporter_isBoundedAndRefusesAfterItsShutdown() {
    let exporter = InMemorySpanExporter(maximumCount: 2)
    let provider = TracerProvider(processors: [SimpleSpanProcessor(exporter)])
    provider.tracer(named: "t").makeSpans(["a", "b", "c"])
    XCTAssertEqual(exporter.spans.map(\.name), ["b", "c"])
    let last = exporter.spans

    XCTAssertTrue(provider.shutdown(within: .seconds(1)))
    XCTAssertFalse(exporter.export(last, until: .distantFuture))
    XCTAssertEqual(exporter.spans, last)
    exporter.reset()
    XCTAssertEqual(exporter.spans, [])
  }
}
