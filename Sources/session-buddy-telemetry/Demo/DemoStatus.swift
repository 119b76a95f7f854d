package import SessionBuddyTelemetry

/// Everything the demo shows at one moment.
package struct DemoStatus {
  /// Where the embedded collector listens.
  package var endpoint: String
  /// How long the demo has been running.
  package var elapsed: Duration
  /// How long it will run.
  package var length: Duration
  /// How the library sees itself.
  package var state: TelemetryHealth.State
  /// What arrived.
  package var arrivals: Arrivals
  /// Records, data points and spans per second.
  package var rates: [Double]

  package init(
    endpoint: String,
    elapsed: Duration,
    length: Duration,
    state: TelemetryHealth.State,
    arrivals: Arrivals,
    rates: [Double]
  ) {
    self.endpoint = endpoint
    self.elapsed = elapsed
    self.length = length
    self.state = state
    self.arrivals = arrivals
    self.rates = rates
  }
}
