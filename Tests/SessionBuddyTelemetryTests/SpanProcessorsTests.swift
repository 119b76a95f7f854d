import SessionBuddyTelemetry
import Synchronization
import TelemetryTesting
import XCTest

/// Processors of a program beside the exporter of the settings.
final class SpanProcessorsTests: XCTestCase {
  /// Writes the tenant of the baggage into every span.
  private final class TenantWriter: SpanProcessor {
    func onStart(_ span: Span, in context: Context) {
      span.setAttribute("tenant", .string(context.baggage["tenant"] ?? "none"))
    }
    func onEnd(_ span: FinishedSpan) {}
    func flush(until deadline: Instant) -> Bool { true }
    func shutdown(until deadline: Instant) -> Bool { true }
  }

  func test_T58_processorsOfAProgram_seeTheSpansBeforeTheExporter() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    let elsewhere = InMemorySpanExporter()
    let telemetry = try SessionTelemetry(
      settings, spanProcessors: [TenantWriter(), BatchSpanProcessor(elsewhere)],
      diagnostics: Diagnostics { _ in })
    Baggage().setting("tenant", to: "acme").run { telemetry.tracer.withSpan("work") { _ in } }
    XCTAssertTrue(telemetry.flush(within: .seconds(60)))
    XCTAssertEqual(elsewhere.spans.map(\.attributes), [["tenant": "acme"]])
    XCTAssertEqual(collector.spans.map(\.attributes), [["tenant": "acme"]])

    telemetry.tracer.withSpan("last") { _ in }
    XCTAssertTrue(telemetry.shutdown().addsUp)
    XCTAssertEqual(elsewhere.spans.map(\.name), ["work", "last"])
  }

  func test_T58_disabledTelemetry_showsThemNothing() throws {
    var settings = TelemetrySettings()
    settings.isEnabled = false
    let elsewhere = InMemorySpanExporter()
    let telemetry = try SessionTelemetry(settings, spanProcessors: [SimpleSpanProcessor(elsewhere)])
    telemetry.tracer.withSpan("work") { _ in }
    telemetry.shutdown()

    XCTAssertEqual(elsewhere.spans, [])
  }
}
