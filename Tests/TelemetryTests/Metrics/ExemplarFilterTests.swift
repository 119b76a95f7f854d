import Telemetry
import TelemetryTesting
import XCTest

/// Which measurements may become examples (M-94, M-95).
final class ExemplarFilterTests: XCTestCase {
  private final class NoProcessor: SpanProcessor {
    func onEnd(_ span: FinishedSpan) {}
    func flush(until deadline: Instant) -> Bool { true }
    func shutdown(until deadline: Instant) -> Bool { true }
  }

  private let sampling = TracerProvider(resource: Resource(), processors: [NoProcessor()]).tracer(named: "t")
  private let dropping: Tracer = {
    var options = TracerProvider.Options()
    options.sampler = AlwaysOffSampler()
    return TracerProvider(resource: Resource(), processors: [NoProcessor()], options: options)
      .tracer(named: "t")
  }()

  private func bench(_ filter: ExemplarFilter?, views: [View] = []) -> Bench {
    Bench(views: views) { options in
      if let filter { options.exemplarFilter = filter }
    }
  }

  /// Records 1 outside of any span, 2 in one that is not sampled, 3 in one that is; returns the last.
  private func recordEverywhere(_ bench: Bench) -> SpanContext {
    let counter = bench.meter.counter("c")
    counter.add(1, ["v": 1])
    dropping.withSpan("dropped") { _ in counter.add(2, ["v": 2]) }
    return sampling.withSpan("sampled") { span in
      counter.add(3, ["v": 3])
      return span.context
    }
  }

  func test_M94_M95_byDefault_measurementsInSampledSpansAreKept() {
    let bench = bench(nil)
    let span = recordEverywhere(bench)

    let exemplars = bench.shown("c")?.shownExemplars ?? []
    XCTAssertEqual(exemplars.map(\.value), [.int(3)])
    XCTAssertEqual(exemplars.first?.spanContext?.traceID, span.traceID)
    XCTAssertEqual(exemplars.first?.spanContext?.spanID, span.spanID)
  }

  func test_M95_alwaysOn_keepsMeasurementsOutsideOfSpansToo() {
    let bench = bench(.alwaysOn)
    let span = recordEverywhere(bench)

    let exemplars = bench.shown("c")?.shownExemplars ?? []
    XCTAssertEqual(exemplars.map(\.value), [.int(1), .int(2), .int(3)])
    XCTAssertEqual(exemplars.map { $0.spanContext != nil }, [false, true, true])
    XCTAssertEqual(exemplars.last?.spanContext?.spanID, span.spanID)
  }

  func test_M95_alwaysOff_keepsNothing() {
    let bench = bench(.alwaysOff)
    _ = recordEverywhere(bench)

    XCTAssertEqual(bench.shown("c")?.shownExemplars, [])
  }

  func test_M95_spanThatOnlyCarriesASampledContext_counts() {
    let bench = bench(nil)
    let counter = bench.meter.counter("c")
    let remote = SpanContext(traceID: TraceID(high: 1, low: 2), spanID: SpanID(3), flags: .sampled)
    // Made one after the other: making the span is what lets the other be noticed too.
    for isSpan in [false, true] {
      let context =
        isSpan ? Context().setting(span: Span(nonRecording: remote)) : Context().setting(spanContext: remote)
      context.run { counter.add(1) }
      XCTAssertEqual(
        bench.shown("c")?.shownExemplars.map(\.spanContext),
        [SpanContext(traceID: TraceID(high: 1, low: 2), spanID: SpanID(3))]
      )
    }
  }

  func test_M95_boundInstruments_areFilteredAsWell() {
    let bench = bench(nil)
    let bound = bench.meter.counter("c").bound(to: ["k": 1])
    bound.add(1)
    sampling.withSpan("s") { _ in bound.add(2) }

    XCTAssertEqual(bench.shown("c")?.shownExemplars.map(\.value), [.int(2)])
  }

  /// A part of an instrument, by the names of its stored properties; nil when it is an optional without a value.
  private func part(_ path: [any MirrorPath], of counter: Counter<Int64>) throws -> Any? {
    var value: Any = counter
    for step in path {
      value = try XCTUnwrap(Mirror(reflecting: value).descendant(step), "no \(step) in \(value)")
    }
    let mirror = Mirror(reflecting: value)
    return mirror.displayStyle == .optional ? mirror.children.first?.value : value
  }

  func test_M94_switchedOff_thereIsNothingToPayFor() throws {
    let gate: [any MirrorPath] = ["core", "exemplars"]
    let store: [any MirrorPath] = ["core", "storages", 0, "options", "exemplars"]
    let on = bench(.alwaysOn).meter.counter("c")
    XCTAssertNotNil(try part(gate, of: on))
    XCTAssertNotNil(try part(store, of: on))

    let made = Reading(0)
    let factory = ExemplarReservoirFactory {
      made.value += 1
      return SimpleFixedSizeReservoir(size: 1)
    }
    let bench = bench(
      .alwaysOff,
      views: [View(InstrumentSelector(name: "c"), StreamConfiguration(exemplarReservoir: factory))]
    )
    let off = bench.meter.counter("c")
    sampling.withSpan("s") { _ in off.add(1) }
    XCTAssertNil(try part(gate, of: off))
    XCTAssertNil(try part(store, of: off))
    XCTAssertEqual(made.value, 0)
  }
}
