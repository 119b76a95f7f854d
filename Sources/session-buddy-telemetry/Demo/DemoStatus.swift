import SessionBuddyTelemetry

/// Everything the demo shows at one moment.
struct DemoStatus {
  /// Where the embedded collector listens.
  var endpoint: String
  /// How long the demo has been running.
  var elapsed: Duration
  /// How long it will run.
  var length: Duration
  /// How the library sees itself.
  var state: TelemetryHealth.State
  /// What arrived.
  var arrivals: Arrivals
  /// Records, data points and spans per second.
  var rates: [Double]
}
