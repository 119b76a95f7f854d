import SessionBuddyBridge
import Telemetry
import XCTest

/// A bridge whose metrics are read from memory.
struct BridgeFixture {
  let bridge: RecordBridge
  private let reader = ManualReader()
  private let provider: MeterProvider

  /// `knownLimit` is the cardinality limit the bridge believes in, if it is not the real one.
  init(
    _ options: BridgeOptions = BridgeOptions(),
    cardinalityLimit: Int = 2_000,
    knownLimit: Int? = nil,
    diagnostics: Diagnostics = Diagnostics { _ in }
  ) {
    var limits = MeterProvider.Options()
    limits.cardinalityLimit = cardinalityLimit
    provider = MeterProvider(
      resource: Resource(),
      readers: [reader],
      options: limits,
      diagnostics: diagnostics
    )
    var options = options
    options.cardinalityLimit = knownLimit ?? cardinalityLimit
    bridge = RecordBridge(meter: provider.meter(named: "session_buddy"), options: options)
  }

  func collect() -> Metrics {
    Metrics(byName: Dictionary(uniqueKeysWithValues: reader.collect().map { ($0.name, $0) }))
  }
}

/// What one collection showed.
struct Metrics {
  let byName: [String: MetricData]

  /// The points of a sum or gauge, by attributes.
  func numbers(_ name: String) -> [AttributeSet: Double] {
    switch byName[name]?.points {
    case .sum(let points, _, _), .gauge(let points):
      Dictionary(uniqueKeysWithValues: points.map { ($0.attributes, $0.value.asDouble) })
    default: [:]
    }
  }

  func number(_ name: String, _ attributes: AttributeSet = [:]) -> Double? {
    numbers(name)[attributes]
  }

  /// The attributes of every point of every metric.
  var attributeSets: [AttributeSet] {
    byName.values.flatMap { metric -> [AttributeSet] in
      switch metric.points {
      case .sum(let points, _, _), .gauge(let points): points.map(\.attributes)
      case .histogram(let points, _): points.map(\.attributes)
      case .exponentialHistogram, .summary: []
      }
    }
  }

  func total(_ name: String) -> Double {
    numbers(name).values.reduce(0, +)
  }

  /// The points of a histogram, by attributes.
  func histograms(_ name: String) -> [AttributeSet: HistogramPoint] {
    guard case .histogram(let points, _) = byName[name]?.points else { return [:] }
    return Dictionary(uniqueKeysWithValues: points.map { ($0.attributes, $0) })
  }
}

/// A session with everything plausible, to be changed by tests.
func session(_ id: String, project: String = "/p", startedAt: String = "2026-11-20T10:00:00") throws
  -> SessionMetrics
{
  SessionMetrics(
    sessionID: id,
    projectPath: project,
    startedAt: try time(startedAt),
    endedAt: try time("2026-11-20T22:00:00"),
    durationMinutes: 30,
    checkpointCount: 1,
    commitCount: 2,
    averageQuality: 80,
    filesModified: 3,
    primaryLanguage: "Go",
    timeOfDay: "morning"
  )
}

func focus(_ application: String, at second: Int64) -> ActivityEvent {
  ActivityEvent(
    timestamp: Timestamp(secondsSinceEpoch: 1_800_000_000 + second),
    eventType: "app_focus",
    application: application
  )
}
