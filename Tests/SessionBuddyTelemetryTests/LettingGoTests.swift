import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// What becomes of telemetry that nobody has shut down.
final class LettingGoTests: XCTestCase {
  func test_lettingGoWithoutShutdown_isSaidAndCounted() throws {
    let collector = try FakeCollector()
    defer { collector.stop() }
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint(collector.endpoint)
    let told = Told()
    let tracer: Tracer
    do {
      let telemetry = try SessionTelemetry(settings, diagnostics: told.diagnostics)
      tracer = telemetry.tracer
      for _ in 0..<3 { tracer.startSpan("s").end() }
    }
    for _ in 0..<2_000 { tracer.startSpan("late").end() }

    XCTAssertEqual(collector.requests.count, 0)
    XCTAssertEqual(
      told.all.filter { $0.contains("let go without shutdown: 3 items") }.count, 1, "\(told.all)")
  }

  func test_lettingGo_endsTheThread() throws {
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint("http://127.0.0.1:1")
    let before = try workerThreads()
    weak var gone: SessionTelemetry?
    do {
      let telemetry = try SessionTelemetry(settings)
      gone = telemetry
      try wait { try workerThreads().subtracting(before).count == 1 }
    }
    XCTAssertNil(gone)
    try wait { try workerThreads().subtracting(before).isEmpty }
  }

  /// A thread takes its name, and ends, a moment after somebody asked for it.
  private func wait(until condition: () throws -> Bool) throws {
    let deadline = SystemClock().instant.advanced(by: .seconds(10))
    while try !condition(), SystemClock().instant < deadline {}
    XCTAssertTrue(try condition())
  }
}
