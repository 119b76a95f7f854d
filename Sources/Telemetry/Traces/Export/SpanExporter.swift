/// Takes finished spans somewhere: into a file, to another backend (T-64).
///
/// A processor calls ``export(_:until:)`` from one thread at a time; an exporter that several processors share is called
/// by each of them, and has to put up with that.
public protocol SpanExporter: AnyObject, Sendable {
  /// Takes a batch; false when it failed or has not finished at `deadline`, and then the spans are given up: trying
  /// again is the exporter's own affair (T-65).
  func export(_ spans: [SpanData], until deadline: Instant) -> Bool
  /// Finishes what was exported; false when that has not finished at `deadline`.
  func flush(until deadline: Instant) -> Bool
  /// Finishes what was exported, until `deadline`, and refuses what is exported later.
  func shutdown(until deadline: Instant) -> Bool
}
