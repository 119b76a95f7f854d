import AllocationCount
import Dispatch
import RawGRPC
import SessionBuddyTelemetry
import Synchronization

/// What spans cost, as multiples of one relaxed atomic addition measured in turns with it.
struct SpanBenchmarks {
  let floor: AtomicFloor
  private let ready: AttributeSet = ["route": "/v1/search", "method": "GET", "status": 200, "cached": true]

  func run(into report: inout Report) {
    unsampled(&report)
    discarded(&report)
    exported(&report)
    concurrent(&report)
  }

  private func unsampled(_ report: inout Report) {
    var off = TracerProvider.Options()
    off.sampler = ParentBasedSampler(root: AlwaysOffSampler())
    let tracer = TracerProvider(resource: Resource(), processors: [DiscardingProcessor()], options: off)
      .tracer(named: "bench")
    add(&report, "span start and end, not sampled, root", operations: 1_000_000) { count in
      for _ in 0..<count { tracer.startSpan("work", parent: .root).end() }
    }
    add(&report, "span start and end, not sampled, 4 attributes", operations: 1_000_000) { count in
      for _ in 0..<count {
        tracer.startSpan(
          "work", parent: .root,
          attributes: ["route": "/v1/search", "method": "GET", "status": 200, "cached": true]
        ).end()
      }
    }
    tracer.withSpan("outer") { _ in
      add(&report, "span start and end, not sampled, in a current span", operations: 1_000_000) { count in
        for _ in 0..<count { tracer.startSpan("work").end() }
      }
    }
    allocations(&report, "span not sampled") { tracer.startSpan("work", parent: .root).end() }
  }

  private func discarded(_ report: inout Report) {
    let tracer = TracerProvider(resource: Resource(), processors: [DiscardingProcessor()])
      .tracer(named: "bench")
    add(&report, "span start and end, sampled, discarded") { count in
      for _ in 0..<count { tracer.startSpan("work", parent: .root).end() }
    }
  }

  /// Through the front door, up to the batch that is handed over; another thread sends it meanwhile, so that memory is used
  /// again as in a program that runs for long.
  private func exported(_ report: inout Report) {
    let server = raw_server_start()
    defer { raw_server_stop(server) }
    guard let telemetry = Self.start(server) else { return }
    let tracer = telemetry.tracer
    export(telemetry, &report, "span, 4 attributes at its start, 1 event, as bytes") { count in
      for _ in 0..<count { Self.span(tracer) }
    }
    export(telemetry, &report, "span, 4 attributes one by one, 1 event, as bytes") { count in
      for _ in 0..<count {
        let span = tracer.startSpan("session_buddy.search", parent: .root)
        span.setAttribute("route", "/v1/search")
        span.setAttribute("method", "GET")
        span.setAttribute("status", 200)
        span.setAttribute("cached", true)
        span.addEvent("found")
        span.end()
      }
    }
    export(telemetry, &report, "span, ready set of 4 attributes, 1 event, as bytes") { count in
      for _ in 0..<count {
        let span = tracer.startSpan("session_buddy.search", parent: .root, attributes: ready)
        span.addEvent("found")
        span.end()
      }
    }
    allocations(&report, "span, 4 attributes, 1 event, as bytes") { Self.span(tracer) }
    telemetry.shutdown(within: .zero)
  }

  private func export(
    _ telemetry: SessionTelemetry, _ report: inout Report, _ name: String, _ body: (Int) -> Void
  ) {
    add(&report, name, operations: 5_000) { count in
      body(count)
      // Not a part of the thread's own time.
      _ = telemetry.flush(within: .seconds(10))
    }
  }

  /// Two threads at once, each in its own trace.
  private func concurrent(_ report: inout Report) {
    let server = raw_server_start()
    defer { raw_server_stop(server) }
    guard let telemetry = Self.start(server) else { return }
    let tracer = telemetry.tracer
    let alone = (0..<11).map { _ in threadTime(10_000) { for _ in 0..<$0 { Self.span(tracer) } } }.sorted()[5]
    let times = Mutex<[Double]>([])
    for _ in 0..<11 {
      DispatchQueue.concurrentPerform(iterations: 2) { _ in
        let time = threadTime(10_000) { for _ in 0..<$0 { Self.span(tracer) } }
        times.withLock { $0.append(time) }
      }
    }
    let time = times.withLock { $0.sorted()[$0.count / 2] }
    report.add(
      "span, 4 attributes, 1 event, each of two threads", duration(time),
      decimal(time / alone) + " × one thread alone")
    telemetry.shutdown(within: .zero)
  }

  private static func start(_ server: OpaquePointer?) -> SessionTelemetry? {
    var settings = TelemetrySettings()
    settings.exportInterval = .seconds(3_600)
    settings.endpoint =
      (try? CollectorEndpoint("http://127.0.0.1:\(raw_server_port(server))")) ?? settings.endpoint
    return try? SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
  }

  @inline(never)
  private static func span(_ tracer: Tracer) {
    let span = tracer.startSpan(
      "session_buddy.search", parent: .root,
      attributes: ["route": "/v1/search", "method": "GET", "status": 200, "cached": true])
    span.addEvent("found")
    span.end()
  }

  private func allocations(_ report: inout Report, _ name: String, _ body: () -> Void) {
    for _ in 0..<10 { body() }
    let before = allocation_count()
    for _ in 0..<1_000 { body() }
    report.add(name + ", allocations", "\(allocation_count() - before)", "of 1,000 spans")
  }

  private func add(
    _ report: inout Report, _ name: String, operations: Int = 100_000, _ body: (Int) -> Void
  ) {
    report.add(
      name, paired(operations: operations, floorOperations: 200_000, floor: { floor.add($0) }, body),
      of: "atomic add")
  }
}

/// Takes every span and keeps none.
private final class DiscardingProcessor: SpanProcessor {
  var hearsStarts: Bool { false }

  func onEnd(_ span: FinishedSpan) {}
  func flush(until deadline: Instant) -> Bool { true }
  func shutdown(until deadline: Instant) -> Bool { true }
}
