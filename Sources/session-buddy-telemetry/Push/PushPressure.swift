import SessionBuddyTelemetry

/// Sends the spans of a file as it is read, since a file may hold more than the queue.
struct PushPressure {
  /// What a span of a session takes on the wire, or less; four times as much still fits.
  private static let spanBytes = 1_024

  private let telemetry: SessionTelemetry
  private let spansPerFlush: Int
  /// How long sending may still take in vain.
  private(set) var patience: Duration
  private var spans = 0

  init(_ telemetry: SessionTelemetry, patience: Duration) {
    self.telemetry = telemetry
    self.patience = patience
    spansPerFlush = max(telemetry.settings.maxQueueBytes / Self.spanBytes / 4, 1)
  }

  /// Notes a span, and sends what waits when that is much; once that took all the patience in vain, nothing waits any more.
  mutating func noteSpan() {
    spans += 1
    guard spans.isMultiple(of: spansPerFlush), patience > .zero else { return }
    // Spans alone: metrics are collected once, when all is read.
    if !telemetry.tracerProvider.flush(within: patience) { patience = .zero }
  }
}
