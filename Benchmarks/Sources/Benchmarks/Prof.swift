import SessionBuddyTelemetry
import Synchronization

private final class Sink: SpanProcessor {

  func onEnd(_ span: FinishedSpan) {}
  func flush(until deadline: Instant) -> Bool { true }
  func shutdown(until deadline: Instant) -> Bool { true }
}
func prof() {
  let which = CommandLine.arguments.last!
  var settings = TelemetrySettings()
  settings.scheduleDelay = .seconds(3_600)
  settings.batchSize = 65_536
  settings.maxQueueBytes = 1 << 28
  settings.logsEnabled = true
  settings.logsBatchSize = 65_536
  let telemetry = try! SessionTelemetry(settings, diagnostics: Diagnostics { _ in })
  let tracer = telemetry.tracer
  let n = 1_000_000
  let set: AttributeSet = ["route": "/v1/search", "method": "GET", "status": 200, "cached": true]
  var off = TracerProvider.Options()
  off.sampler = ParentBasedSampler(root: AlwaysOffSampler())
  let no = TracerProvider(resource: Resource(), processors: [Sink()], options: off).tracer(named: "bench")
  let discard = TracerProvider(resource: Resource(), processors: [Sink()]).tracer(named: "bench")
  let f = AtomicFloor()
  for _ in 0..<3 {
    let base = threadTime(n) { f.add($0) }
    let t = threadTime(n) { n in
      switch which {
      case "off": for _ in 0..<n { no.startSpan("work", parent: .root).end() }
      case "discard": for _ in 0..<n { discard.startSpan("work", parent: .root).end() }
      case "span":
        for _ in 0..<n {
          let span = tracer.startSpan(
            "session_buddy.search", parent: .root,
            attributes: ["route": "/v1/search", "method": "GET", "status": 200, "cached": true])
          span.addEvent("found")
          span.end()
        }
      case "one":
        for _ in 0..<n {
          let span = tracer.startSpan("session_buddy.search", parent: .root)
          span.setAttribute("route", "/v1/search")
          span.setAttribute("method", "GET")
          span.setAttribute("status", 200)
          span.setAttribute("cached", true)
          span.addEvent("found")
          span.end()
        }
      case "bare": for _ in 0..<n { tracer.startSpan("session_buddy.search", parent: .root).end() }
      case "log":
        for _ in 0..<n { telemetry.logger.emit("search finished", severity: .info, attributes: set) }
      default: break
      }
    }
    print(which, decimal(t), "ns", decimal(t / base), "adds")
  }
  telemetry.shutdown(within: .zero)
}
