import SessionBuddyTelemetry

/// Lets a file with more spans than the queue holds be sent as it is read, instead of losing what does not fit.
struct PushPressure {
  /// How many spans are made between two looks at the queue.
  private static let spansPerLook = 256

  private let telemetry: SessionTelemetry
  private let fullEnough: Int
  /// How long sending may still take in vain.
  private(set) var patience: Duration
  private var spansUntilLook = spansPerLook

  init(_ telemetry: SessionTelemetry, patience: Duration) {
    self.telemetry = telemetry
    self.patience = patience
    fullEnough = telemetry.settings.maxQueueBytes / 2
  }

  /// Sends what waits when that is much; once that took all the patience without success, nothing waits any more.
  mutating func relieve() {
    spansUntilLook -= 1
    guard spansUntilLook <= 0 else { return }
    spansUntilLook = Self.spansPerLook
    guard patience > .zero, telemetry.health().queuedBytes > fullEnough else { return }
    if !telemetry.flush(within: patience) { patience = .zero }
  }
}
