extension TelemetryHealth {
  /// Whether what is recorded reaches the collector, as far as is known: what was sent last was taken, or nothing was
  /// sent yet, and nothing is being dropped.
  ///
  /// True as well where telemetry is disabled: then there is nothing to deliver. False after `shutdown`. For the page a
  /// service shows about its state. It should rarely decide whether the service is ready: that works without telemetry,
  /// and would be taken out of use by an outage of the collector.
  ///
  /// ```swift
  /// let health = telemetry.health()
  /// page.add("telemetry", health.isDelivering ? "ok" : health.obstacle ?? "stopped")
  /// ```
  public var isDelivering: Bool { obstacle == nil }

  /// Why nothing or not everything gets through, in one sentence without secrets; nil while it does.
  public var obstacle: String? {
    switch state {
    case .disabled: nil
    case .stopped: "telemetry has been shut down"
    case .failing: lastProblem ?? "what was sent last did not arrive"
    case .starting, .healthy:
      dropping.isEmpty
        ? nil
        : "\(dropping.map(\.rawValue).sorted().joined(separator: " and ")) are being dropped for want of room"
    }
  }
}
