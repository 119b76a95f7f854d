import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

final class ViewsTests: XCTestCase {
  func test_M45_viewsOfTheProgram_changeWhatIsSent() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    settings.metricsWhitelist = [GlobPattern("shown.*")]
    let reader = ManualReader(options: MetricReaderOptions(temporality: .delta))
    let telemetry = try SessionTelemetry(
      settings,
      views: [
        View(InstrumentSelector(name: "shown.*"), StreamConfiguration(attributes: .excluding(["user"]))),
        View(InstrumentSelector(name: "hidden"), StreamConfiguration(name: "shown.after.all")),
      ],
      readers: [reader],
      diagnostics: Diagnostics { _ in }
    )
    telemetry.meter.counter("shown.c").add(1, ["user": "a", "kind": "k"])
    telemetry.meter.counter("shown.c").add(2, ["user": "b", "kind": "k"])
    telemetry.meter.counter("hidden").add(1)

    XCTAssertEqual(reader.collect().map(\.name), ["shown.c"])
    XCTAssertTrue(telemetry.flush(within: .seconds(10)))
    let sent = collector.metrics
    XCTAssertEqual(sent.map(\.name), ["shown.c"])
    guard case .sum(let points, .cumulative, true)? = sent.first?.points else {
      return XCTFail("expected a sum, found \(sent)")
    }
    XCTAssertEqual(points.map(\.attributes), [["kind": "k"]])
    XCTAssertEqual(points.map(\.value), [.int(3)])
    _ = telemetry.shutdown(within: .seconds(10))
  }
}
