import Foundation
import SessionBuddyTelemetry
import TelemetryTesting
import XCTest

/// What each sampler of the settings file does to a root span and to the children of other processes' spans (T-45).
final class SamplerSettingsTests: XCTestCase {
  private struct Case {
    let name: String
    var ratio = 1.0
    /// Whether a root, a child of a sampled and a child of a span that is not sampled are exported.
    let exported: [Bool]
  }

  private static let cases: [Case] =
    [
      Case(name: "always_on", exported: [true, true, true]),
      Case(name: "ALWAYS_ON", exported: [true, true, true]),
      Case(name: "always_off", exported: [false, false, false]),
      Case(name: "parentbased_always_on", exported: [true, true, false]),
      Case(name: "parentbased_always_off", exported: [false, true, false]),
    ]
    + ["trace_id_ratio", "traceidratio"].flatMap { name in
      [
        Case(name: name, ratio: 1, exported: [true, true, true]),
        Case(name: name, ratio: 0, exported: [false, false, false]),
      ]
    }
    + ["parentbased_trace_id_ratio", "parentbased_traceidratio"].flatMap { name in
      [
        Case(name: name, ratio: 1, exported: [true, true, false]),
        Case(name: name, ratio: 0, exported: [false, true, false]),
      ]
    }

  func test_T41_T43_T45_everyNameOfASampler_doesWhatItSays() throws {
    for item in Self.cases {
      try withFolder { folder in
        let collector = try FakeCollector()
        defer { collector.stop() }
        let file = folder.appending(path: "settings.yaml")
        let yaml = """
          otlp_endpoint: \(collector.endpoint)
          otel_trace_sampler: \(item.name)
          otel_trace_sampler_ratio: \(item.ratio)
          """
        try Data(yaml.utf8).write(to: file)
        let telemetry = try SessionTelemetry.start(
          settingsAt: file.path, diagnostics: Diagnostics { _ in })
        let names = ["root", "child of sampled", "child of not sampled"]
        for (name, parent) in zip(names, Self.parents) {
          telemetry.tracer.startSpan(name, parent: parent).end()
        }
        telemetry.shutdown()

        let expected = zip(names, item.exported).filter(\.1).map(\.0)
        XCTAssertEqual(collector.spans.map(\.name), expected, "\(item)")
      }
    }
  }

  private static var parents: [Tracer.Parent] {
    let ids = (TraceID(high: 7, low: 7), SpanID(7))
    return [
      .root,
      .context(SpanContext(traceID: ids.0, spanID: ids.1, flags: .sampled, isRemote: true)),
      .context(SpanContext(traceID: ids.0, spanID: ids.1, isRemote: true)),
    ]
  }
}
