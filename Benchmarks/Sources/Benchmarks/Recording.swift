import SessionBuddyTelemetry
import Synchronization

/// What records cost, as multiples of one relaxed atomic addition.
struct RecordingBenchmarks {
  let floor: AtomicFloor

  func run(into report: inout Report) {
    records(&report)
  }

  /// Through the front door, with the exporter behind it; nothing is exported meanwhile.
  private func records(_ report: inout Report) {
    var settings = TelemetrySettings()
    settings.exportInterval = .seconds(3_600)
    guard let telemetry = try? SessionTelemetry(settings, diagnostics: Diagnostics { _ in }) else { return }
    let start = Timestamp(secondsSinceEpoch: 1_795_000_000)
    let next = Atomic<Int>(0)
    add(&report, "record(ActivityEvent), each new", operations: 20_000) { count in
      for _ in 0..<count {
        let index = next.wrappingAdd(1, ordering: .relaxed).newValue
        telemetry.record(
          ActivityEvent(
            timestamp: start.advanced(by: .milliseconds(index)),
            eventType: "file_change",
            application: "ide",
            details: ["file_name": "a.swift", "file_extension": ".swift"],
            projectPath: "/p"
          )
        )
      }
    }
    add(&report, "record(ResultInteraction)", operations: 20_000) { count in
      for index in 0..<count {
        telemetry.record(
          ResultInteraction(
            query: "q",
            resultID: "r",
            resultType: "reflection",
            position: index % 10,
            similarityScore: 0.7,
            clicked: index % 3 == 0,
            dwellTimeMilliseconds: 900,
            timestamp: start
          )
        )
      }
    }
    telemetry.shutdown(within: .zero)
  }

  private func add(_ report: inout Report, _ name: String, operations: Int, _ body: (Int) -> Void) {
    floor.measure(&report, name, operations: operations, body)
  }
}
