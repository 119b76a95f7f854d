/// Counts the log records of a provider as they are emitted (O-10).
final class LogMeters: Sendable {
  private let created: BoundCounter<Int64>

  init(_ meter: Meter) {
    created = meter.counter(
      "otel.sdk.log.created",
      unit: "{log_record}",
      description: "The number of log records that were given to enabled loggers."
    ).bound(to: .empty)
  }

  /// A record given to an enabled logger, whatever becomes of it.
  func noteCreated() {
    created.add(1)
  }
}
