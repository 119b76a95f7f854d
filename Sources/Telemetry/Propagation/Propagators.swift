import Synchronization

/// The propagator for code that is given none.
public enum Propagators {
  private static let shared = Mutex<(any TextMapPropagator)?>(nil)

  /// Trace context and baggage as the W3C recommends them, which is what OpenTelemetry speaks unless told otherwise.
  public static var standard: any TextMapPropagator {
    CompositePropagator([W3CTraceContextPropagator(), W3CBaggagePropagator()])
  }

  /// Writes and reads nothing until a program sets another (P-10).
  public static var global: any TextMapPropagator { shared.withLock { $0 } ?? NoOpPropagator() }

  /// Makes `propagator` the ``global`` one; nil for none.
  public static func setGlobal(_ propagator: (any TextMapPropagator)?) {
    shared.withLock { $0 = propagator }
  }
}
